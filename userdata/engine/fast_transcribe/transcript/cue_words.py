"""Words as subtitles need them: in milliseconds, in order, none longer than a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..whisper.words import Word
from .line_breaks import LINE, Gap, break_cost, ends_sentence
from .segments import Segment

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")  # control characters too: players choke on them
_LONGEST_WORD = 3000  # ms; the alignment stretches a word over the silence after it
_PAUSE = 300  # ms: with one, the end of a segment ends a sentence, whatever its punctuation
_SEGMENT_END = 1.0  # cost of a break there: the model heard a phrase end
_UNMARKED = 6.0  # cost of no break at a sentence's end that only a line break would show


@dataclass(frozen=True)
class Spoken:
    """A word, or a line's worth of a longer one. Milliseconds of the file."""

    text: str
    start: int
    end: int
    ends_segment: bool


@dataclass(frozen=True)
class Boundary:
    """What stands between two words. `pause` in milliseconds."""

    gap: Gap
    pause: int
    sentence: bool


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def spoken(segment: Segment, not_before: int) -> list[Spoken]:
    """The segment's words. Times that are wrong are moved into the segment, and into order.

    not_before: ms; what the stream has passed already.
    """
    low = max(milliseconds(segment.start), not_before, 0)
    high = max(milliseconds(segment.end), low)
    whole = Word(segment.start, segment.end, segment.text, segment.confidence)
    said: list[Spoken] = []
    for piece in (p for w in segment.words or (whole,) for p in _pieces(w)):
        low = min(max(milliseconds(piece.start), low), high)
        end = min(max(milliseconds(piece.end), low), high, low + _LONGEST_WORD)
        said.append(Spoken(piece.text, low, end, ends_segment=False))
    if said:
        last = said[-1]
        said[-1] = Spoken(last.text, last.start, last.end, ends_segment=True)
    return said


def boundaries(words: Sequence[Spoken]) -> list[Boundary]:
    """After each of the words; the last one's is the end of all."""
    between = [_boundary(a, b) for a, b in zip(words, words[1:])]
    return [*between, Boundary(Gap(0.0), pause=0, sentence=True)]


def _boundary(word: Spoken, following: Spoken) -> Boundary:
    pause = max(following.start - word.end, 0)
    cost = break_cost(word.text, following.text)
    written = ends_sentence(word.text, following.text)
    heard = word.ends_segment and pause >= _PAUSE
    unmarked = heard and cost > _SEGMENT_END
    if word.ends_segment:
        cost = min(cost, _SEGMENT_END)
    return Boundary(
        gap=Gap(cost / (1 + 4 * pause / 1000), _UNMARKED if unmarked else 0.0),
        pause=pause,
        sentence=written or heard,
    )


def _pieces(word: Word) -> Iterator[Word]:
    """What stands between blanks, at most a line each; the time is shared by characters."""
    texts = [t[i : i + LINE] for t in _BLANK.split(word.text) if t for i in range(0, len(t), LINE)]
    characters = sum(map(len, texts))
    done = 0
    for text in texts:
        start = word.start + (word.end - word.start) * done / characters
        done += len(text)
        end = word.start + (word.end - word.start) * done / characters
        yield Word(start, end, text, word.probability)
