"""Schedules blocks, in order of time, as cues: start, end, and which two speakers share one.

cue_end.py fits the last ones into the file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .cue_blocks import COMFORTABLE, LONGEST, SHORTEST, Block, lines_of
from .cue_end import Timed, fitted
from .layout import DASH

_MOST_HELD = 6  # cues held at most, also if the stream's time stands still
_LINGER = 200  # ms on screen after the last word, as word ends are rather early


@dataclass(frozen=True)
class Cue:
    """A subtitle. Seconds of the file, in whole milliseconds; one or two lines.

    `speakers`: of each line, where they are shown; else empty.
    """

    start: float
    end: float
    lines: tuple[str, ...]
    speakers: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class OpenCue:
    """A cue without an end yet. Milliseconds."""

    start: int
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]

    @property
    def reading_time(self) -> int:
        layout = self.blocks[0].layout
        return max(SHORTEST, layout.reading_time(sum(map(layout.width, self.lines))))

    @property
    def wanted_end(self) -> int:
        """End if no cue follows."""
        spoken = max(b.end for b in self.blocks) + _LINGER
        read = self.start + max(COMFORTABLE, self.reading_time)
        return min(max(spoken, read), self.start + LONGEST)

    def timed(self, next_start: float) -> Timed:
        """Ends at `wanted_end`, or at `next_start` (ms) if earlier, after SHORTEST at least."""
        end = max(self.start + SHORTEST, min(self.wanted_end, next_start))
        speakers = tuple(
            self.blocks[min(i, len(self.blocks) - 1)].speaker for i in range(len(self.lines))
        )
        return Timed(self.blocks[0].start, self.start, round(end), self.lines, speakers)


class CueScheduler:
    """One cue at a time. Two speakers may share one; otherwise a block that is too early waits.

    A cue is held until the file is known to go on after it.
    """

    def __init__(self, with_speakers: bool = False) -> None:
        self._with_speakers = with_speakers
        self._open: OpenCue | None = None
        self._free = 0  # ms from which the screen is free
        self._over: list[Timed] = []
        self._last_end = 0  # ms; end of the last cue that was emitted

    def add(self, block: Block) -> None:
        dialogue = _dialogue(self._open, block) if self._open else None
        if dialogue is not None:
            self._open = dialogue
            return
        self._end(block.start)
        start = max(block.start, self._free)
        self._open = OpenCue(start, (block,), lines_of(block))

    def settle(self, next_start: float) -> Iterator[Cue]:
        """Emits the cues that are final if no block starts before `next_start` (ms)."""
        if self._open is not None and self._open.wanted_end <= next_start:
            self._end(next_start)
        while self._over and (self._goes_on(next_start) or len(self._over) > _MOST_HELD):
            yield self._emit(self._over.pop(0))

    def finish(self, file_end: float) -> Iterator[Cue]:
        """The rest. `file_end`: ms; no cue ends later."""
        self._end(math.inf)
        for timed in fitted(self._over, self._last_end, file_end):
            yield self._emit(timed)
        self._over.clear()

    def _goes_on(self, next_start: float) -> bool:
        """Whether the file is longer than the next cue to emit, by SHORTEST at least."""
        return self._over[0].end + SHORTEST <= next_start

    def _emit(self, timed: Timed) -> Cue:
        self._last_end = timed.end
        speakers = timed.speakers if self._with_speakers else ()
        return Cue(timed.start / 1000, timed.end / 1000, timed.lines, speakers)

    def _end(self, next_start: float) -> None:
        if self._open is None:
            return
        timed = self._open.timed(next_start)
        self._open, self._free = None, timed.end
        self._over.append(timed)


def _dialogue(cue: OpenCue, block: Block) -> OpenCue | None:
    """Both speakers in one cue; None if they fit one after the other, or there is no room."""
    first = cue.blocks[0]
    if len(cue.blocks) > 1 or block.speaker == first.speaker:
        return None
    if block.start >= cue.start + cue.reading_time or block.end - cue.start > LONGEST:
        return None
    if any(b.layout.width(b.text) > b.layout.half for b in (first, block)):
        return None
    both = (first, block)
    return replace(cue, blocks=both, lines=tuple(DASH + b.text for b in both))
