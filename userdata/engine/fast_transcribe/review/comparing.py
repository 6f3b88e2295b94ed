"""Compares the words of a part with those of its second hearing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ..whisper.words import Word, joined
from .evidence import Evidence
from .word_class import bare_word


def compared(words: Sequence[Evidence], again: Sequence[Word]) -> list[Evidence]:
    """The same words, each with what the second hearing made of it.

    A word that only the second hearing has counts against the one after it: somebody who listens
    there hears both. At the ends of the part it may be the rest of a word that was cut. The second
    hearing has no word list: where it gives what the list replaced, it says nothing new.
    """
    found = list(words)
    ours, theirs = [bare_word(e.word.text) for e in words], [bare_word(w.text) for w in again]
    changes = SequenceMatcher(None, ours, theirs, False).get_opcodes()
    for kind, i1, i2, j1, j2 in changes:
        heard_bare = "".join(theirs[j1:j2])
        if kind == "equal" or "".join(ours[i1:i2]) == heard_bare:
            found[i1:i2] = [e.heard_again("same") for e in found[i1:i2]]
        elif "".join(_as_written_first(found[i1:i2])) != heard_bare:
            heard = joined(again[j1:j2])
            found[i1:i2] = [e.heard_again("otherwise", heard) for e in found[i1:i2]]
    for kind, i, _, j1, j2 in changes:
        if kind == "insert" and 0 < i < len(found):
            found[i] = found[i].heard_again("otherwise", joined(again[j1 : j2 + 1]))
    return found


def _as_written_first(words: Sequence[Evidence]) -> Iterator[str]:
    """The bare words as they were before the word list replaced some."""
    left = 0  # words that stand for what was written
    for word in (e.word for e in words):
        if word.replacement is not None:
            left = word.replacement.words
            yield from map(bare_word, word.replacement.written.split())
        if left == 0:
            yield bare_word(word.text)
        left = max(left - 1, 0)
