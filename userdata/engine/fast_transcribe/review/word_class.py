"""The class of a word: what an error in it would do to the meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ..whisper.words import Word
from .word_lists import FILLERS, NEGATIONS, NUMBERS, UNITS

WordClass = Literal["negation", "number", "name", "unit", "filler", "other"]

_EDGES = re.compile(r"^[^\w%§$€£]+|[^\w%§$€£]+$")
_SENTENCE_ENDS = (".", "?", "!", "…", ":")
_UNIT_SIGNS = ("%", "$", "€", "£", "°")
_ENGLISH_I = re.compile(r"I('\w+)?")
_NOUNS_ARE_CAPITALISED = {"de", "lb"}


def word_classes(words: Sequence[Word], language: str) -> list[WordClass]:
    """The class of each word of a text, in order. language: its code, such as "sv"."""
    befores: list[str | None] = [None, *(w.text for w in words)]
    return [word_class(w.text, before, language) for w, before in zip(words, befores)]


def word_class(text: str, before: str | None, language: str) -> WordClass:
    """before: the previous word, None at the beginning of a text.

    A name is what is capitalised elsewhere than at the beginning of a sentence, in languages that
    do not capitalise all nouns.
    """
    bare = bare_word(text)
    if bare in NEGATIONS or bare.endswith("n't"):
        return "negation"
    if any(c.isdigit() for c in bare) or bare in NUMBERS:
        return "number"
    if bare in UNITS or bare.endswith(_UNIT_SIGNS):
        return "unit"
    if bare in FILLERS:
        return "filler"
    return "name" if _is_name(_EDGES.sub("", text), before, language) else "other"


def bare_word(text: str) -> str:
    """Without punctuation at its ends, in lower case: what two hearings are compared by."""
    return _EDGES.sub("", text).casefold().replace("’", "'")


def _is_name(word: str, before: str | None, language: str) -> bool:
    begins_sentence = before is None or before.endswith(_SENTENCE_ENDS)
    if begins_sentence or language in _NOUNS_ARE_CAPITALISED or _ENGLISH_I.fullmatch(word):
        return False
    return word[:1].isupper()
