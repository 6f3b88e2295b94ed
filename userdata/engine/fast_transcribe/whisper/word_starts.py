"""Which tokens begin a word.

Where words stand apart, those that begin with a space. Japanese, Chinese, Thai and others have none:
there a token that begins a character begins a word, as in Whisper's own tokenizer, unless the
character may not be parted from the one before. Latin among them keeps its words.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Sequence

from ..scripts import has_unspaced, may_divide
from .tokens import Vocabulary

_FIRST_BYTE = 0xE0  # of a UTF-8 character in any writing without spaces; they begin at U+0E01
_FIRST = "\u0e00"
_LONGEST = 4  # tokens over which a character may be split: its bytes


def word_starts(tokens: Sequence[int], vocabulary: Vocabulary) -> list[int]:
    """Indices into `tokens`, which are text; the first is 0. No word is blank, unless all is."""
    decoder = getincrementaldecoder("utf-8")("replace")
    starts, before, blank = [0][: len(tokens)], "", True
    for i, token in enumerate(tokens):
        inside = bool(decoder.getstate()[0])  # a character
        if not blank and (
            vocabulary.begins_word(token)
            or (not inside and _divides(before, tokens[i : i + _LONGEST], vocabulary))
        ):
            starts.append(i)
            blank = True
        text = decoder.decode(vocabulary.spelled(token))
        before = text[-1:] or before
        blank = blank and not text.strip() and not decoder.getstate()[0]
    return starts[:-1] if blank and len(starts) > 1 else starts


def written_words(tokens: Sequence[int], vocabulary: Vocabulary) -> list[str]:
    """The words of a text as they are written, none of them blank."""
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
