"""One speaker's words -> blocks: what is shown together, cut where it reads best.

Every way to cut is weighed and the cheapest is taken, as in Knuth and Plass's line breaking; their
feasible breaks are few here, since a block has two lines and seven seconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .cue_words import Boundary, Spoken, boundaries, text_of
from .layout import Layout
from .line_breaks import best_split

LONGEST = 7000  # ms that a cue may stand
SHORTEST = 800  # ms, under which a cue is a flicker
COMFORTABLE = 1200  # ms, what a short cue gets where there is room

# Costs, in the unit of a break's (a comma is 1)
_BLOCK = 5.0  # few blocks rather than many
_UNFILLED = 6.0  # squared share of the room that is left: blocks of like size
_END = 3.0  # a break between cues hurts more than one between lines
_NEW_SENTENCE = 6.0  # begins another sentence and does not end it
_ONE_WORD = 10.0  # of a longer sentence
_NO_TIME, _LITTLE_TIME = 40.0, 6.0  # less than the shortest, than a comfortable time
_PAUSE = 20.0  # for each second of a pause inside a block, above the first third
_SHORT_PAUSE = 300  # ms

Speaks = Callable[[int, int], bool]


@dataclass(frozen=True)
class Block:
    """Words of one speaker and one layout that fit a cue. Milliseconds."""

    speaker: str | None
    words: tuple[Spoken, ...]

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return max(w.end for w in self.words)

    @property
    def text(self) -> str:
        return text_of(self.words)

    @property
    def layout(self) -> Layout:
        return self.words[0].layout


def lines_of(block: Block) -> tuple[str, ...]:
    """One or two."""
    words = block.words
    gaps = [b.gap for b in boundaries(words)]
    split = best_split([w.width for w in words], gaps, block.layout.line)
    assert split is not None, "a block fits"
    lines = text_of(words[: split[0]]), text_of(words[split[0] :])
    return lines if lines[1] else lines[:1]


class _Inside:
    """What is between the first and the last word of a block, which grows by its first word."""

    def __init__(self) -> None:
        self.columns = 0
        self.end = 0  # ms
        self.pauses = 0  # ms, each without what is no pause
        self.sentence = False  # whether one ends before the last word

    def begin_with(self, word: Spoken, width: int, after: Boundary | None) -> None:
        """`after`: what stands between this word and the one that was first before."""
        self.columns += width
        self.end = max(self.end, word.end)
        if after is not None:
            self.columns += after.gap.blank
            self.pauses += max(after.pause - _SHORT_PAUSE, 0)
            self.sentence = self.sentence or after.sentence


class Cutter:
    """`words`: of one layout. `interrupted(start, end)`: whether somebody else speaks then, so that
    both need a line.
    """

    def __init__(self, words: Sequence[Spoken], interrupted: Speaks) -> None:
        self._words = words
        self._interrupted = interrupted
        self._after: list[Boundary] = boundaries(words)
        self._gaps = [b.gap for b in self._after]
        self._layout = words[0].layout
        self._lengths = [w.width for w in words]

    def cut(self) -> list[int]:
        """Index after the last word of each block, ascending; the last is the number of words."""
        best, came_from = [0.0], [0]
        for last in range(len(self._words)):
            cost, first = self._cheapest(last, best)
            best.append(cost)
            came_from.append(first)
        cuts, at = list[int](), len(self._words)
        while at > 0:
            cuts.append(at)
            at = came_from[at]
        return cuts[::-1]

    def _cheapest(self, last: int, best: Sequence[float]) -> tuple[float, int]:
        """What the words up to the last one cost at least, and where their last block begins.

        best: what the words before each cost. Lines are weighed, which takes most of the time, only
        where the rest does not cost more already.
        """
        found = (math.inf, 0)
        blocks = self._blocks_that_end_with(last)
        for least, behind, columns, cost in sorted((best[f] + c, -f, n, c) for f, n, c in blocks):
            if least > found[0]:
                break
            lines = self._line_cost(-behind, last, columns)
            if lines is not None:
                found = min(found, (best[-behind] + (lines + cost), behind))
        return found[0], -found[1]

    def _blocks_that_end_with(self, last: int) -> Iterator[tuple[int, int, float]]:
        """First word, columns, and cost without that of lines; one word alone always is a block."""
        inside = _Inside()
        for first in range(last, -1, -1):
            word = self._words[first]
            after = self._after[first] if first < last else None
            inside.begin_with(word, self._lengths[first], after)
            too_long = inside.end - word.start > LONGEST
            if first < last and (inside.columns > self._layout.cue or too_long):
                break
            yield first, inside.columns, self._cost(first, last, inside)

    def _line_cost(self, first: int, last: int, columns: int) -> float | None:
        if first == last:
            return 0.0
        interrupted = self._interrupted(self._words[first].start, self._words[last].end)
        if interrupted and columns > self._layout.half:
            return None
        inside = slice(first, last + 1)
        split = best_split(self._lengths[inside], self._gaps[inside], self._layout.line)
        return None if split is None else split[1]

    def _cost(self, first: int, last: int, inside: _Inside) -> float:
        after = self._after[last]
        unfilled = 1 - inside.columns / self._layout.cue
        cost = _BLOCK + _UNFILLED * unfilled**2 + _END * after.gap.cost
        cost += _PAUSE * inside.pauses / 1000
        if not after.sentence and inside.sentence:
            cost += _NEW_SENTENCE
        begins = first == 0 or self._after[first - 1].sentence
        if first == last and not (begins and after.sentence):
            cost += _ONE_WORD
        return cost + self._time_cost(first, last)

    def _time_cost(self, first: int, last: int) -> float:
        if last + 1 == len(self._words):
            return 0.0
        room = self._words[last + 1].start - self._words[first].start
        if room < SHORTEST:
            return _NO_TIME * (2 - room / SHORTEST)
        return _LITTLE_TIME if room < COMFORTABLE else 0.0
