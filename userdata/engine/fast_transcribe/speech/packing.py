"""Packs regions of speech into windows of at most 30 s, cut at pauses."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..audio.rate import RATE
from ..audio.samples import Samples
from .excerpt import Excerpt
from .regions import Region
from .timemap import TimeMap


@dataclass(frozen=True)
class PackingRules:
    """All in seconds, but `full_share`."""

    max_window: float = 29.9
    ramp: tuple[float, ...] = (8.0, 16.0)  # limits of the first windows, for early results
    # From this length on a longer pause is preferred to a fuller window; for the first windows from
    # this share of their limit. Each window costs the encoder 30 s, however full it is
    full_from: float = 26.0
    full_share: float = 0.7
    max_silence: float = 30.0  # after which a window is emitted as it is


@dataclass(frozen=True)
class Window:
    """Packed speech: float32 [n], 16 kHz, and where it is in the file."""

    audio: Samples
    excerpt: Excerpt


class Packer:
    """Keeps only audio that a later window may need."""

    def __init__(self, rules: PackingRules) -> None:
        self._rules = rules
        self._regions: deque[Region] = deque()
        self._audio: Samples = np.zeros(0, np.float32)
        self._base = 0  # file sample of the first kept one
        self._emitted = 0
        self._cut = False  # whether the last window ended in the middle of speech

    @property
    def settled(self) -> float:
        """Seconds of the file before which all speech is in an emitted window."""
        return self._base / RATE

    def push(self, audio: Samples, regions: Sequence[Region], horizon: int) -> Iterator[Window]:
        """audio: [n], continues the last one. No later region begins before sample `horizon`."""
        self._audio = np.concatenate([self._audio, audio])
        for region in regions:
            yield from self._take(region)
        if self._regions and horizon - self._regions[-1].end > self._rules.max_silence * RATE:
            yield self._emit(len(self._regions))
        self._drop_before(min(horizon, self._regions[0].start) if self._regions else horizon)

    def finish(self, last: Sequence[Region]) -> Iterator[Window]:
        """last: regions of speech that was still open at the end of the file."""
        end = self._base + len(self._audio)
        for region in last:
            if region.start < end:
                yield from self._take(region)
            else:  # it lies within the previous region's pad, which goes past the file's end
                before = self._regions.pop()
                self._regions.append(before._replace(speech=(before.speech[0], region.speech[1])))
        if self._regions:
            yield self._emit(len(self._regions))
        self._drop_before(end)

    def _take(self, region: Region) -> Iterator[Window]:
        self._regions.append(region)
        while len(self._regions) > 1 and self._held() > self._limit():
            yield self._emit(self._best_cut())

    def _limit(self) -> float:
        """Samples that the next window may hold."""
        ramp = self._rules.ramp
        seconds = ramp[self._emitted] if self._emitted < len(ramp) else self._rules.max_window
        return seconds * RATE

    def _enough(self) -> float:
        """Samples from which on the next window may end at any pause."""
        is_first = self._emitted < len(self._rules.ramp)
        return self._rules.full_share * self._limit() if is_first else self._rules.full_from * RATE

    def _held(self) -> int:
        return sum(r.samples for r in self._regions)

    def _best_cut(self) -> int:
        """Number of regions to take: up to the longest pause once the window is full enough.

        The regions before the last one fit; the last exceeded the limit.
        """
        size, enough = 0, self._enough()
        best, best_pause = 1, -1
        for n in range(1, len(self._regions)):
            size += self._regions[n - 1].samples
            pause = self._regions[n].start - self._regions[n - 1].end if size >= enough else 0
            if pause >= best_pause:
                best, best_pause = n, pause
        return best

    def _emit(self, count: int) -> Window:
        taken = [self._regions.popleft() for _ in range(count)]
        parts = [self._part(region) for region in taken]
        excerpt = Excerpt(
            times=TimeMap(tuple(_pieces(taken, parts)), sum(map(len, parts))),
            speech=tuple(r.speech for r in taken),
            cut_before=self._cut,
            cut_after=taken[-1].cut,
        )
        self._emitted += 1
        self._cut = taken[-1].cut
        return Window(np.concatenate(parts), excerpt)

    def _part(self, region: Region) -> Samples:
        audio = self._audio[region.start - self._base : region.end - self._base]
        return np.pad(audio, (region.lead, 0)) if region.lead else audio

    def _drop_before(self, sample: int) -> None:
        keep = min(sample, self._base + len(self._audio))
        self._audio, self._base = self._audio[keep - self._base :], keep


def _pieces(regions: Sequence[Region], parts: Sequence[Samples]) -> Iterator[tuple[int, int]]:
    at = 0
    for region, part in zip(regions, parts):
        yield at + region.lead, region.start
        at += len(part)
