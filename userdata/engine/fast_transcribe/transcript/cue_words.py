"""Prepares words for subtitles: milliseconds, in order, none wider than a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from ..scripts import is_unspaced, separator
from ..whisper.words import Word
from . import unspaced_breaks
from .layout import LATIN, Layout, layout_of
from .line_breaks import Gap, break_cost, ends_sentence
from .segments import Segment

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")  # with control characters, which confuse players
_LONGEST_WORD = 3000  # ms; the alignment stretches a word over the silence after it
_PAUSE = 300  # ms; with one, a segment's end also ends a sentence, whatever its punctuation
_SEGMENT_END = 1.0  # cost of a break there: the model heard a phrase end
_UNMARKED = 6.0  # cost of no break at the end of a sentence without punctuation


@dataclass(frozen=True)
class Spoken:
    """A word, or a line's worth of a longer one. Milliseconds of the file.

    `joined`: no blank before it.
    """

    text: str
    start: int
    end: int
    layout: Layout
    ends_segment: bool = False
    joined: bool = False

    @cached_property
    def width(self) -> int:
        """In columns."""
        return self.layout.width(self.text)


@dataclass(frozen=True)
class Boundary:
    """Between two words. `pause`: milliseconds."""

    gap: Gap
    pause: int
    sentence: bool


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def text_of(words: Sequence[Spoken]) -> str:
    """The words on one line."""
    return "".join(w.text if w.joined or i == 0 else f" {w.text}" for i, w in enumerate(words))


def spoken(segment: Segment, not_before: int, before: str = "") -> list[Spoken]:
    """The segment's words; wrong times are moved into the segment and into order.

    not_before: ms that the stream has passed. before: the last word of the segment before.
    """
    low = max(milliseconds(segment.start), not_before, 0)
    high = max(milliseconds(segment.end), low)
    whole = Word(segment.start, segment.end, segment.text, segment.confidence)
    layout = layout_of(segment.text)
    said: list[Spoken] = []
    for piece in (p for w in segment.words or (whole,) for p in _pieces(w, layout)):
        low = min(max(milliseconds(piece.start), low), high)
        end = min(max(milliseconds(piece.end), low), high, low + _LONGEST_WORD)
        said.append(Spoken(piece.text, low, end, layout, joined=piece.joined))
    if said:
        said[0] = replace(said[0], joined=not separator(before or " ", said[0].text))
        said[-1] = replace(said[-1], ends_segment=True)
    return said


def boundaries(words: Sequence[Spoken]) -> list[Boundary]:
    """One after each word; the last stands for the end of the text."""
    between = [_boundary(a, b) for a, b in pairwise(words)]
    return [*between, Boundary(Gap(0.0), pause=0, sentence=True)]


def _boundary(word: Spoken, following: Spoken) -> Boundary:
    pause = max(following.start - word.end, 0)
    if _is_unspaced(word, following):
        cost = unspaced_breaks.break_cost(word.text, following.text, following.joined)
        written = unspaced_breaks.ends_sentence(word.text)
    else:
        cost = break_cost(word.text, following.text)
        written = ends_sentence(word.text, following.text)
    heard = word.ends_segment and pause >= _PAUSE
    unmarked = heard and cost > _SEGMENT_END
    if word.ends_segment:
        cost = min(cost, _SEGMENT_END)
    return Boundary(
        gap=Gap(
            cost=cost / (1 + 4 * pause / 1000),
            joined=_UNMARKED if unmarked else 0.0,
            blank=0 if following.joined else 1,
        ),
        pause=pause,
        sentence=written or heard,
    )


def _is_unspaced(word: Spoken, following: Spoken) -> bool:
    if word.layout is LATIN and following.layout is LATIN:
        return False
    return is_unspaced(word.text[-1]) or is_unspaced(following.text[0])


def _pieces(word: Word, layout: Layout) -> Iterator[Word]:
    """The parts between blanks, split at a line's width; each gets time by its characters."""
    parts = [list(layout.pieces(t)) for t in _BLANK.split(word.text) if t]
    characters = sum(len(text) for part in parts for text in part)
    done = 0
    for i, part in enumerate(parts):
        for j, text in enumerate(part):
            start = word.start + (word.end - word.start) * done / characters
            done += len(text)
            end = word.start + (word.end - word.start) * done / characters
            joined = j > 0 or (i == 0 and word.joined)
            yield Word(start, end, text, word.probability, joined)
