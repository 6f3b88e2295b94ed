"""Mixes several tracks to one on their common clock, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from av.audio.frame import AudioFrame

from .channel_mix import ChannelMix
from .gap import CONTAINER_GAP, UNDECODABLE, Gap
from .rate import RATE
from .resample import SAMPLE_BYTES, Rows, rows_of
from .track_sound import TrackSound

# Seconds that a track may lag behind another; FFmpeg and others interleave at least every ten. Then
# it is filled with silence, and what it has for that time is shifted
_MOST_LAG = 12.0
_AT_ONCE = round(0.7 * RATE)  # samples, the fewest mixed at a time


class TrackMix:
    """Frames of all tracks in, pieces of their mean out, 16 kHz."""

    def __init__(self, sounds: Sequence[TrackSound], gaps: CommonGaps) -> None:
        self._sounds = sounds
        self._waiting = [bytearray() for _ in sounds]  # float32 of each track, not mixed yet
        self._mix: ChannelMix | None = None
        self._gaps = gaps

    def push(self, track: int, frame: AudioFrame, damaged: bool) -> Iterator[Rows]:
        """damaged: whether data of the track before the frame was lost."""
        yield from self._take(track, self._sounds[track].push(frame, damaged))

    def finish(self, damaged_until: Sequence[int | None]) -> Iterator[Rows]:
        """damaged_until: for each track, as in TrackSound.end."""
        for track, sound in enumerate(self._sounds):
            yield from self._take(track, sound.end(damaged_until[track]))
        for track, sound in enumerate(self._sounds):
            for piece in sound.flush():
                self._waiting[track].extend(piece[0])
        longest = max(map(len, self._waiting))
        for track, waiting in enumerate(self._waiting):
            self._gaps.ends(track, len(waiting) // SAMPLE_BYTES, longest // SAMPLE_BYTES)
            waiting.extend(bytes(longest - len(waiting)))
        yield from self._mixed(at_least=1)

    def _take(self, track: int, pieces: Iterator[Rows]) -> Iterator[Rows]:
        for piece in pieces:
            self._waiting[track].extend(piece[0])
            for other, sound in enumerate(self._sounds):
                latest = self._sounds[track].elapsed - _MOST_LAG
                if other != track and sound.elapsed < latest:
                    for silence in sound.wait_until(latest):
                        self._waiting[other].extend(silence[0])
            yield from self._mixed(_AT_ONCE)

    def _mixed(self, at_least: int) -> Iterator[Rows]:
        """The mean of the samples that all tracks have, unless fewer than `at_least`."""
        samples = min(map(len, self._waiting)) // SAMPLE_BYTES
        if samples < at_least:
            return
        self._gaps.list_up_to(samples)
        size = SAMPLE_BYTES * samples
        frame = AudioFrame(format="fltp", layout=f"{len(self._waiting)}C", samples=samples)
        frame.sample_rate = RATE
        for plane, waiting in zip(frame.planes, self._waiting):
            plane.update(bytes(waiting[:size]).ljust(plane.buffer_size, b"\0"))
            del waiting[:size]
        self._mix = self._mix or ChannelMix(frame)
        yield rows_of(self._mix(frame))


class CommonGaps:
    """The intersection of the tracks' gaps."""

    def __init__(self, gaps: Sequence[list[Gap]], common: list[Gap], begins: int) -> None:
        """gaps: one list per track. common: list to append to. begins: first sample, 16 kHz."""
        self._gaps = gaps
        self._common = common
        self._until = begins

    def ends(self, track: int, begin: int, end: int) -> None:
        """Adds a gap at the track's end. begin, end: samples after those already listed."""
        if begin < end:
            self._gaps[track].append(Gap(self._until + begin, self._until + end, CONTAINER_GAP))

    def list_up_to(self, samples: int) -> None:
        """Appends the common gaps within the next `samples` samples."""
        begin, self._until = self._until, self._until + samples
        found = [Gap(begin, self._until, "")]
        for listed in self._gaps:
            found = [both for a in found for b in listed if (both := _both(a, b))]
            listed[:] = [gap for gap in listed if gap.end > self._until]
        self._common.extend(found)


def _both(a: Gap, b: Gap) -> Gap | None:
    begin, end = max(a.start, b.start), min(a.end, b.end)
    reason = UNDECODABLE if UNDECODABLE in (a.reason, b.reason) else b.reason
    return Gap(begin, end, reason) if begin < end else None
