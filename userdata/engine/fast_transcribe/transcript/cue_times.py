"""Blocks in order of time -> cues: when each comes, when it goes, and who shares one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .cue_blocks import COMFORTABLE, DASH, HALF, LONGEST, SHORTEST, Block, lines_of

_READ = 1000 / 17  # ms a character: what viewers read without hurry
_LINGER = 200  # ms after the last word: word ends are rather early


@dataclass(frozen=True)
class Cue:
    """What is on the screen. Seconds of the file, whole milliseconds; one or two lines."""

    start: float
    end: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A cue whose end is open. Milliseconds."""

    start: int
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]

    @property
    def reading_time(self) -> int:
        return max(SHORTEST, round(_READ * sum(map(len, self.lines))))

    @property
    def wanted_end(self) -> int:
        """Where it ends if nothing follows."""
        spoken = max(b.end for b in self.blocks) + _LINGER
        read = self.start + max(COMFORTABLE, self.reading_time)
        return min(max(spoken, read), self.start + LONGEST)

    def cue(self, next_start: float) -> Cue:
        """It gives way to the next one, but not before its shortest time is over."""
        end = max(self.start + SHORTEST, min(self.wanted_end, next_start))
        return Cue(self.start / 1000, end / 1000, self.lines)


class Screen:
    """Shows one cue at a time. Two speakers may share one; else who comes too soon waits."""

    def __init__(self) -> None:
        self._shown: Shown | None = None
        self._free = 0  # ms from which nothing is shown

    def show(self, block: Block) -> Iterator[Cue]:
        """The cue before, if this block ends it."""
        dialogue = _dialogue(self._shown, block) if self._shown else None
        if dialogue is not None:
            self._shown = dialogue
            return
        yield from self._end(block.start)
        start = max(block.start, self._free)
        self._shown = Shown(start, (block,), lines_of(block))

    def settle(self, next_start: float) -> Iterator[Cue]:
        """No block will start before `next_start` (ms): the cue that this cannot change."""
        if self._shown is not None and self._shown.wanted_end <= next_start:
            yield from self._end(next_start)

    def _end(self, next_start: float) -> Iterator[Cue]:
        if self._shown is None:
            return
        cue = self._shown.cue(next_start)
        self._shown, self._free = None, round(cue.end * 1000)
        yield cue


def _dialogue(shown: Shown, block: Block) -> Shown | None:
    """Both speakers in one cue; None if there is time for one after the other, or no room."""
    first = shown.blocks[0]
    if len(shown.blocks) > 1 or block.speaker == first.speaker:
        return None
    if block.start >= shown.start + shown.reading_time or block.end - shown.start > LONGEST:
        return None
    if max(len(first.text), len(block.text)) > HALF:
        return None
    both = (first, block)
    return replace(shown, blocks=both, lines=tuple(DASH + b.text for b in both))
