"""Inserts the words of a separately decoded part of a window among the window's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .placement import max_duration
from .words import Word

_MIN_SUFFIX = 4  # characters of a word that can match the end of a longer one
_MAX_SHARED = 3  # words that a part may share with its neighbours


def with_part(words: Sequence[Word], index: int, part: Sequence[Word]) -> list[Word]:
    """Inserts `part` before words[index]; all times in file seconds.

    The sound of a part may begin and end inside a word, so its outer words can repeat the window's.
    Repeated words are kept once, with their time extended by that in the part.
    """
    before, after = list(words[:index]), list(words[index:])
    first = _shared(before, part)
    if first:
        before[-1] = _extended(before[-1], part[first - 1])
    own = list(part[first:])
    last = _shared(own, after)
    if last:
        start = max(own[-last].start, after[0].end - max_duration(after[0].text))
        after[0] = replace(after[0], start=min(after[0].start, start))
    return [*before, *own[: len(own) - last], *after]


def _extended(word: Word, again: Word) -> Word:
    """Extends a word to the end of its repetition in the part.

    Where that is longer than its letters explain, the start moves: it is the less exact. A
    repetition that starts later than the word can last is another utterance.
    """
    limit = max_duration(word.text)
    end = again.end if again.start <= word.start + limit else word.start + limit
    end = max(word.end, end)
    return replace(word, start=max(word.start, end - limit), end=end)


def _shared(first: Sequence[Word], second: Sequence[Word]) -> int:
    """Number of words at the end of `first` that `second` begins with."""
    one, two = (list(map(_spelled, words)) for words in (first, second))
    most = min(_MAX_SHARED, len(one), len(two))
    shared = (n for n in range(most, 0, -1) if all(map(_same, one[-n:], two[:n])))
    return next(shared, 0)


def _same(word: str, again: str) -> bool:
    """Whether they are equal, or `again` is a suffix: a part that begins inside www.asterisk.org
    has asterisk.org."""
    return word == again or (len(again) >= _MIN_SUFFIX and word.endswith(again))


def _spelled(word: Word) -> str:
    return word.text.strip(".,!?…").casefold()
