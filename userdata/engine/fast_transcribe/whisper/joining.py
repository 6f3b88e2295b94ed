"""Puts the words of a part, decoded on its own, among those of its window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .placement import longest
from .words import Word

_PART = 4  # letters of a word that are taken for the end of a longer one
_MOST = 3  # words that a part may have in common with what stands beside it


def with_part(words: Sequence[Word], index: int, part: Sequence[Word]) -> list[Word]:
    """words, with `part` before the one at `index`; both in file seconds.

    A part begins and ends in the middle of sound, so its outer words may be there already. They
    stand once then, and take in the time that the part has heard them in.
    """
    before, after = list(words[:index]), list(words[index:])
    first = _shared(before, part)
    if first:
        end = min(part[first - 1].end, before[-1].start + longest(before[-1].text))
        before[-1] = replace(before[-1], end=max(before[-1].end, end))
    own = list(part[first:])
    last = _shared(own, after)
    if last:
        start = max(own[-last].start, after[0].end - longest(after[0].text))
        after[0] = replace(after[0], start=min(after[0].start, start))
    return [*before, *own[: len(own) - last], *after]


def _shared(first: Sequence[Word], second: Sequence[Word]) -> int:
    """How many words at the end of the first are those at the beginning of the second."""
    one, two = (list(map(_spelled, words)) for words in (first, second))
    most = min(_MOST, len(one), len(two))
    shared = (n for n in range(most, 0, -1) if all(map(_same, one[-n:], two[:n])))
    return next(shared, 0)


def _same(word: str, again: str) -> bool:
    """Also the end of a long word, which a part that begins inside it hears: asterisk.org."""
    return word == again or (len(again) >= _PART and word.endswith(again))


def _spelled(word: Word) -> str:
    return word.text.strip(".,!?…").casefold()
