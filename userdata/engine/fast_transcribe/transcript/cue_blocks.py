"""Divides one speaker's words into blocks, each the content of a cue, at the cheapest breaks.

Finds the cuts of lowest total cost by dynamic programming, as Knuth and Plass break lines. It has
few candidates, since a block has at most two lines and seven seconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .cue_words import Boundary, Spoken, boundaries, text_of
from .layout import Layout
from .line_breaks import best_split

LONGEST = 7000  # ms, maximum duration of a cue
SHORTEST = 800  # ms, minimum duration of a cue; a shorter one flickers
COMFORTABLE = 1200  # ms, duration of a short cue if there is room

# Costs; a line break after a comma costs 1 (line_breaks.py)
_BLOCK = 5.0  # per block: prefers few blocks
_UNFILLED = 6.0  # times the squared unused share of the columns: prefers blocks of equal size
_END = 3.0  # factor: a break between cues is worse than one between lines
_NEW_SENTENCE = 6.0  # the block begins another sentence without ending it
_ONE_WORD = 10.0  # the block is a single word of a longer sentence
_NO_TIME, _LITTLE_TIME = 40.0, 6.0  # next block starts within SHORTEST, within COMFORTABLE
_PAUSE = 20.0  # per second of pause inside a block, beyond _SHORT_PAUSE each
_SHORT_PAUSE = 300  # ms

Speaks = Callable[[int, int], bool]


@dataclass(frozen=True)
class Block:
    """Words of one speaker and one layout that fit a cue. Times in milliseconds of the file."""

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
    """Divides the block's text into one or two lines."""
    words = block.words
    gaps = [b.gap for b in boundaries(words)]
    split = best_split([w.width for w in words], gaps, block.layout.line)
    assert split is not None, "a block fits"
    lines = text_of(words[: split[0]]), text_of(words[split[0] :])
    return lines if lines[1] else lines[:1]


class _Span:
    """Measures of a candidate block, which is extended towards its beginning word by word."""

    def __init__(self) -> None:
        self.columns = 0
        self.end = 0  # ms
        self.pauses = 0  # ms, without the first _SHORT_PAUSE of each
        self.sentence = False  # whether a sentence ends before the last word

    def prepend(self, word: Spoken, width: int, after: Boundary | None) -> None:
        """`after`: the boundary between this word and the previous first word, if any."""
        self.columns += width
        self.end = max(self.end, word.end)
        if after is not None:
            self.columns += after.gap.blank
            self.pauses += max(after.pause - _SHORT_PAUSE, 0)
            self.sentence = self.sentence or after.sentence


class Cutter:
    """`words`: all of one layout. `interrupted(start, end)`: whether another speaker talks in that
    time (ms); each speaker then gets one line.
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
        """Returns the lowest cost of words[: last + 1] and the first index of its last block.

        best: lowest cost of the words before each index. The line cost, which takes most of the
        time, is computed only for candidates that are not too expensive without it.
        """
        found = (math.inf, 0)
        blocks = self._candidates(last)
        for least, behind, columns, cost in sorted((best[f] + c, -f, n, c) for f, n, c in blocks):
            if least > found[0]:
                break
            lines = self._line_cost(-behind, last, columns)
            if lines is not None:
                found = min(found, (best[-behind] + (lines + cost), behind))
        return found[0], -found[1]

    def _candidates(self, last: int) -> Iterator[tuple[int, int, float]]:
        """Yields first index, columns, and cost without lines, for each block ending at `last`."""
        inside = _Span()
        for first in range(last, -1, -1):
            word = self._words[first]
            after = self._after[first] if first < last else None
            inside.prepend(word, self._lengths[first], after)
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

    def _cost(self, first: int, last: int, inside: _Span) -> float:
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
