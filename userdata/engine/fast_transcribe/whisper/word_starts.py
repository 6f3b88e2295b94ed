"""Finds the tokens that begin a word.

In scripts with spaces: those that begin with a space. In Japanese, Chinese, Thai and others without
spaces: each token that begins a character, as in Whisper's own tokenizer, unless the character must
stay with the previous one. Latin words in such text stay whole.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Sequence

from ..scripts import has_unspaced, may_divide
from .tokens import Vocabulary

_FIRST_BYTE = 0xE0  # lowest first UTF-8 byte of the scripts without spaces, from U+0E01 on
_FIRST = "\u0e00"
_MAX_SPLIT = 4  # tokens of one character: at most one per UTF-8 byte


def word_starts(tokens: Sequence[int], vocabulary: Vocabulary) -> list[int]:
    """Indices into `tokens` (text tokens), from 0 on. No word is blank unless the whole text is."""
    decoder = getincrementaldecoder("utf-8")("replace")
    starts, before, blank = [0][: len(tokens)], "", True
    for i, token in enumerate(tokens):
        inside = bool(decoder.getstate()[0])  # the token continues a character
        if not blank and (
            vocabulary.begins_word(token)
            or (not inside and _divides(before, tokens[i : i + _MAX_SPLIT], vocabulary))
        ):
            starts.append(i)
            blank = True
        text = decoder.decode(vocabulary.spelled(token))
        before = text[-1:] or before
        blank = blank and not text.strip() and not decoder.getstate()[0]
    return starts[:-1] if blank and len(starts) > 1 else starts


def written_words(tokens: Sequence[int], vocabulary: Vocabulary) -> list[str]:
    """The words of a text, with their punctuation, none of them blank."""
    text = vocabulary.text(tokens)
    if not has_unspaced(text):
        return text.split()
    starts = word_starts(tokens, vocabulary)
    words = (vocabulary.text(tokens[a:b]) for a, b in zip(starts, [*starts[1:], len(tokens)]))
    return [word for word in words if word]


def _divides(before: str, following: Sequence[int], vocabulary: Vocabulary) -> bool:
    begins = vocabulary.spelled(following[0])
    if before < _FIRST and begins < bytes([_FIRST_BYTE]):
        return False
    after = b"".join(map(vocabulary.spelled, following)).decode("utf-8", "replace")
    return bool(before and after) and may_divide(before, after[0])
