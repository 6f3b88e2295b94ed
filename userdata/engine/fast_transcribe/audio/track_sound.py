"""Converts one audio track to 16 kHz on the container's clock, filling its gaps with silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from av.audio.frame import AudioFrame

from .clock import JITTER, Clock
from .gap import CONTAINER_GAP, UNDECODABLE, Gap
from .resample import Resampler, Rows


@dataclass(frozen=True)
class _Held:
    """A frame whose time stamp jumps, held until the next frame confirms the jump or not."""

    frame: AudioFrame
    stamp: int
    reason: str


class TrackSound:
    """Frames in, pieces of 16 kHz out. Each gap is listed before the piece in which it begins."""

    def __init__(self, resampler: Resampler, clock: Clock | None, gaps: list[Gap]) -> None:
        """clock: None for a format without one. gaps: list to append to."""
        self._resampler = resampler
        self._clock = clock
        self._gaps = gaps
        self._held: _Held | None = None

    @property
    def elapsed(self) -> float:
        """Second of the recording up to which there is sound, or silence in its place."""
        return self._resampler.elapsed

    def push(self, frame: AudioFrame, damaged: bool) -> Iterator[Rows]:
        """damaged: whether data between the frame before and this one was lost."""
        clock, stamp = self._clock, frame.pts
        if clock is None or stamp is None:
            yield from self._release(None)
            yield from self._resampler.push(frame)
            return
        yield from self._release(stamp)
        if clock.is_jump(clock.late(stamp, self.elapsed)):
            self._held = _Held(frame, stamp, UNDECODABLE if damaged else CONTAINER_GAP)
        else:
            yield from self._resampler.push(frame)

    def wait_until(self, second: float) -> Iterator[Rows]:
        """Fills with silence up to this second of the recording."""
        yield from self._release(None)
        if second > self.elapsed:
            yield from self._silence(second - self.elapsed, CONTAINER_GAP)

    def end(self, damaged_until: int | None) -> Iterator[Rows]:
        """Call after the last frame.

        damaged_until: end time stamp of damaged packets after the last frame, or None.
        """
        yield from self._release(None)
        if self._clock is None or damaged_until is None:
            return
        if self._clock.late(damaged_until, self.elapsed) > JITTER:
            gap = self._clock.gap(damaged_until, self.elapsed)
            yield from self._silence(gap, UNDECODABLE)

    def flush(self) -> Iterator[Rows]:
        """Flushes the resampler; call last."""
        yield from self._resampler.finish()

    def _release(self, following: int | None) -> Iterator[Rows]:
        """Outputs the held frame. following: the next frame's time stamp, None if it has none."""
        if self._held is None or self._clock is None:
            return
        held, self._held = self._held, None
        if following is None or self._agrees(held, following):
            gap = self._clock.gap(held.stamp, self.elapsed)
            yield from self._silence(gap, held.reason)
        yield from self._resampler.push(held.frame)

    def _agrees(self, held: _Held, following: int) -> bool:
        """Whether the next frame continues after the jump, not from where the sound was before."""
        assert self._clock is not None
        ends = held.frame.samples / held.frame.sample_rate
        jump = self._clock.late(held.stamp, self.elapsed)
        late = self._clock.late(following, self.elapsed) - ends
        return abs(late - jump) <= abs(late)

    def _silence(self, seconds: float, reason: str) -> Iterator[Rows]:
        begins, ends = self._resampler.place_of_silence(seconds)
        if begins < ends:
            self._gaps.append(Gap(begins, ends, reason))
            yield from self._resampler.silence(seconds)
