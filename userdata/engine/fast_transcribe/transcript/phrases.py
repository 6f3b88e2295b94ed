"""Divides a window's words into phrases, one per segment.

With punctuation a phrase is a sentence; without, pauses end it. A long pause always ends one, and a
phrase over 15 s is divided at the best place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..scripts import is_unspaced
from ..whisper.words import Word
from . import line_breaks, unspaced_breaks

_LONG_PAUSE = 1.0  # seconds
_PAUSE = 0.25  # seconds, for text without punctuation; pauses inside a phrase are shorter
_LONGEST = 15.0  # seconds
_MARKS = ".,:;!?…。、，？！"


def phrases(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """All of the words, in order, in non-empty phrases."""
    punctuated = any(w.text.endswith(tuple(_MARKS)) for w in words)
    pause = _LONG_PAUSE if punctuated else _PAUSE
    begin = 0
    for i, (word, following) in enumerate(pairwise(words), 1):
        if following.start - word.end >= pause or _ends_sentence(word, following):
            yield from _divided(words[begin:i])
            begin = i
    if words:
        yield from _divided(words[begin:])


def _ends_sentence(word: Word, following: Word) -> bool:
    if is_unspaced(word.text[-1]):
        return unspaced_breaks.ends_sentence(word.text)
    return line_breaks.ends_sentence(word.text, following.text)


def _divided(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    if len(words) < 2 or words[-1].end - words[0].start <= _LONGEST:
        yield words
        return
    cut = min(range(1, len(words)), key=lambda i: _cost(words, i))
    yield from _divided(words[:cut])
    yield from _divided(words[cut:])


def _cost(words: Sequence[Word], cut: int) -> float:
    """Cost of dividing before word `cut`: least at a long pause after a comma near the middle."""
    before, after = words[cut - 1], words[cut]
    middle = (words[0].start + words[-1].end) / 2
    off = abs(before.end - middle) / (words[-1].end - words[0].start)
    break_cost = line_breaks.break_cost(before.text, after.text)
    return break_cost / (1 + 4 * (after.start - before.end)) + 20 * off
