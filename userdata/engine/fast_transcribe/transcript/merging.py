"""Merges one channel's segments, or those of both sides of a call, into one numbered sequence."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .segments import Segment

SIDES = ("L", "R")


class Merger:
    """One channel's segments pass at once; those of two wait until none can come before them."""

    def __init__(self, channels: int) -> None:
        self._sides = SIDES if channels == len(SIDES) else (None,)
        self._waiting: list[tuple[float, int, int, Segment]] = []
        self._come = 0
        self._next_id = 0

    def add(self, channel: int, segments: Sequence[Segment]) -> Iterator[Segment]:
        side = self._sides[channel]
        for segment in segments:
            if side is None:
                yield self._numbered(segment)
            else:
                said = replace(segment, speaker=side)
                heapq.heappush(self._waiting, (segment.start, channel, self._come, said))
                self._come += 1

    def settle(self, seconds: float) -> Iterator[Segment]:
        """`seconds`: of the file; all segments that start before have been added."""
        while self._waiting and self._waiting[0][0] < seconds:
            yield self._numbered(heapq.heappop(self._waiting)[-1])

    def finish(self) -> Iterator[Segment]:
        yield from self.settle(float("inf"))

    def _numbered(self, segment: Segment) -> Segment:
        self._next_id += 1
        return replace(segment, id=self._next_id - 1)
