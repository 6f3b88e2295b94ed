"""Text -> tokens, as Whisper's own tokenizer (tiktoken) divides it.

Byte pair encoding: of all neighbouring pieces those are joined first that make the token with the
lowest id, since ids count up in the order in which the pairs were learnt. Special tokens are never
made: their names are text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .tokens import Vocabulary

# GPT-2's division into words, numbers and signs; \w without digits and _ is a letter
_PIECES = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


class Tokeniser:
    """Immutable once made; making it takes some 20 ms."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._ids = {
            vocabulary.spelled(i): i for i in range(vocabulary.end_of_text) if vocabulary.spelled(i)
        }

    def tokens(self, text: str) -> list[int]:
        """The text tokens of a text; a word inside a sentence needs its space before it."""
        return [token for piece in _PIECES.findall(text) for token in self._joined(piece.encode())]

    def _joined(self, piece: bytes) -> Sequence[int]:
        if piece in self._ids:
            return [self._ids[piece]]
        parts = [piece[i : i + 1] for i in range(len(piece))]
        while len(parts) > 1:
            pairs = [self._ids.get(a + b) for a, b in pairwise(parts)]
            known = [(id_, i) for i, id_ in enumerate(pairs) if id_ is not None]
            if not known:
                break
            _, at = min(known)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return [self._ids[part] for part in parts]
