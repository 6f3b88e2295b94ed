"""Decodes an opened file into pieces of 16 kHz sound: one track, or several mixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from av.audio.stream import AudioStream

from .clock import CLOCKED, Clock, Span
from .frames import Frames
from .gap import Gap
from .opened import Opened
from .rate import RATE
from .resample import Resampler, Rows
from .track_mix import CommonGaps, TrackMix
from .track_sound import TrackSound


@dataclass(frozen=True)
class Place:
    """begins: sample of the recording (16 kHz) at which the file begins. gaps: list to append to.

    stated: length by the header, seconds, or None. longest: allowed length, seconds.
    """

    begins: int
    gaps: list[Gap]
    stated: float | None
    longest: float


class LinkSound:
    """Iterate `pieces()` once; `frames` then has the damage that was found."""

    def __init__(self, opened: Opened, split: bool, place: Place) -> None:
        self.frames = Frames(opened.container, opened.streams, split)
        self._opened = opened
        self._split = split
        self._place = place

    def pieces(self) -> Iterator[Rows]:
        streams = self._opened.streams
        if len(streams) > 1:
            yield from self._mixed()
            return
        (sound,) = self._sounds([self._place.gaps])
        for _, frame, damaged in self.frames:
            yield from sound.push(frame, damaged)
        yield from sound.end(self.frames.damaged_until.get(streams[0].index))
        yield from sound.flush()

    def _mixed(self) -> Iterator[Rows]:
        streams = self._opened.streams
        gaps: list[list[Gap]] = [[] for _ in streams]
        mix = TrackMix(self._sounds(gaps), CommonGaps(gaps, self._place.gaps, self._place.begins))
        place = {stream.index: n for n, stream in enumerate(streams)}
        for index, frame, damaged in self.frames:
            yield from mix.push(place[index], frame, damaged)
        yield from mix.finish([self.frames.damaged_until.get(s.index) for s in streams])

    def _sounds(self, gaps: list[list[Gap]]) -> list[TrackSound]:
        return [
            TrackSound(Resampler(not self._split, self._place.begins), self._clock(stream), listed)
            for stream, listed in zip(self._opened.streams, gaps)
        ]

    def _clock(self, stream: AudioStream) -> Clock | None:
        if self._opened.kind not in CLOCKED or stream.time_base is None:
            return None
        span = Span(self._opened.origin, self._place.stated, self._place.longest)
        return Clock(float(stream.time_base), span, self._place.begins / RATE)
