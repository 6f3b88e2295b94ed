"""Blocks in order of time -> cues: when each comes, when it goes, and who shares one.

cue_end.py: the last ones end with the file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .cue_blocks import COMFORTABLE, LONGEST, SHORTEST, Block, lines_of
from .cue_end import Timed, fitted
from .layout import DASH

_MOST_HELD = 6  # cues: a stream whose time stands still goes on
_LINGER = 200  # ms after the last word: word ends are rather early


@dataclass(frozen=True)
class Cue:
    """What is on the screen. Seconds of the file, whole milliseconds; one or two lines."""

    start: float
    end: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class OpenCue:
    """A cue whose end is open. Milliseconds."""

    start: int
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]

    @property
    def reading_time(self) -> int:
        layout = self.blocks[0].layout
        return max(SHORTEST, layout.reading_time(sum(map(layout.width, self.lines))))

    @property
    def wanted_end(self) -> int:
        """Where it ends if nothing follows."""
        spoken = max(b.end for b in self.blocks) + _LINGER
        read = self.start + max(COMFORTABLE, self.reading_time)
        return min(max(spoken, read), self.start + LONGEST)

    def timed(self, next_start: float) -> Timed:
        """It gives way to the next one, but not before its shortest time is over."""
        end = max(self.start + SHORTEST, min(self.wanted_end, next_start))
        return Timed(self.blocks[0].start, self.start, round(end), self.lines)


class CueScheduler:
    """Shows one cue at a time. Two speakers may share one; else who comes too soon waits.

    A cue is held until it is known that the file goes on after it.
    """

    def __init__(self) -> None:
        self._open: OpenCue | None = None
        self._free = 0  # ms from which no cue is on screen
        self._over: list[Timed] = []
        self._last_end = 0  # ms at which the last cue ends that was told

    def add(self, block: Block) -> None:
        dialogue = _dialogue(self._open, block) if self._open else None
        if dialogue is not None:
            self._open = dialogue
            return
        self._end(block.start)
        start = max(block.start, self._free)
        self._open = OpenCue(start, (block,), lines_of(block))

    def settle(self, next_start: float) -> Iterator[Cue]:
        """No block will start before `next_start` (ms): the cues that this cannot change."""
        if self._open is not None and self._open.wanted_end <= next_start:
            self._end(next_start)
        while self._over and (self._goes_on(next_start) or len(self._over) > _MOST_HELD):
            yield self._emit(self._over.pop(0))

    def finish(self, file_end: float) -> Iterator[Cue]:
        """The rest. `file_end`: ms, which no cue passes."""
        self._end(math.inf)
        for timed in fitted(self._over, self._last_end, file_end):
            yield self._emit(timed)
        self._over.clear()

    def _goes_on(self, next_start: float) -> bool:
        """Whether the file is longer than the next cue that is to be told, and by a cue at least."""
        return self._over[0].end + SHORTEST <= next_start

    def _emit(self, timed: Timed) -> Cue:
        self._last_end = timed.end
        return Cue(timed.start / 1000, timed.end / 1000, timed.lines)

    def _end(self, next_start: float) -> None:
        if self._open is None:
            return
        timed = self._open.timed(next_start)
        self._open, self._free = None, timed.end
        self._over.append(timed)


def _dialogue(cue: OpenCue, block: Block) -> OpenCue | None:
    """Both speakers in one cue; None if there is time for one after the other, or no room."""
    first = cue.blocks[0]
    if len(cue.blocks) > 1 or block.speaker == first.speaker:
        return None
    if block.start >= cue.start + cue.reading_time or block.end - cue.start > LONGEST:
        return None
    if any(b.layout.width(b.text) > b.layout.half for b in (first, block)):
        return None
    both = (first, block)
    return replace(cue, blocks=both, lines=tuple(DASH + b.text for b in both))
