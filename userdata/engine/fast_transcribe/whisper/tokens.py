"""Whisper's tokens: text, special tokens and timestamps, with the ids of the model's vocabulary.

Ids differ between models: large-v3 has one language more than small, so every id after the
languages is one higher.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ..errors import ModelDamaged, UsageError
from .byte_level import SPACE, token_bytes

NAME = "vocabulary.json"  # CTranslate2's list of all tokens, by id
OLD_NAME = "vocabulary.txt"  # before CTranslate2 3.16: one token per line; read if NAME is missing
TIME_STEP = 0.02  # seconds per encoder position


class Vocabulary:
    """The model's tokens."""

    def __init__(self, model_dir: Path) -> None:
        """Raises ModelDamaged unless the vocabulary is that of a multilingual Whisper."""
        self._tokens = _read(model_dir)
        self._specials = {t: i for i, t in enumerate(self._tokens) if t.startswith("<|")}
        self.end_of_text = self._id("<|endoftext|>")
        self._start = self._id("<|startoftranscript|>")
        self._translate = self._id("<|translate|>")
        self._transcribe = self._id("<|transcribe|>")
        self.no_timestamps = self._id("<|notimestamps|>")

    def prompt(self, language: str) -> list[int]:
        """Prompt tokens for a transcription in `language`. Raises UsageError if it is unknown."""
        token = self._specials.get(f"<|{language}|>")
        if token is None or not self._start < token < self._translate:
            raise UsageError(
                f"The model does not know the language {language!r}; nothing was transcribed;"
                " ask for one such as 'sv' or 'en', or for 'auto'."
            )
        return [self._start, token, self._transcribe]

    def is_text(self, token: int) -> bool:
        return token < self.end_of_text

    def text(self, tokens: Sequence[int]) -> str:
        """Text of the text tokens, stripped of blanks; special tokens are skipped.

        A character may be split over tokens; incomplete ones become U+FFFD.
        """
        return self.decoded(tokens).strip()

    def decoded(self, tokens: Sequence[int]) -> str:
        """As `text`, but keeps the blanks at both ends."""
        spelled = b"".join(self.spelled(t) for t in tokens if self.is_text(t))
        return spelled.decode("utf-8", "replace")

    def spelled(self, token: int) -> bytes:
        """The bytes of a text token."""
        return token_bytes(self._tokens[token])

    def begins_word(self, token: int) -> bool:
        """Whether the token begins with a space, as the first token of a word (word_starts.py)."""
        return self._tokens[token].startswith(SPACE)

    def _id(self, token: str) -> int:
        found = self._specials.get(token)
        if found is None:
            raise ModelDamaged(
                f"The model's vocabulary has no {token}; no job can run with it;"
                " install a multilingual Whisper model."
            )
        return found


def _read(model_dir: Path) -> list[str]:
    listed, lines = model_dir / NAME, model_dir / OLD_NAME
    try:
        if not listed.exists() and lines.exists():
            return _lines(lines.read_bytes().decode())
        tokens = json.loads(listed.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise _unreadable() from e
    if not isinstance(tokens, list) or not all(isinstance(t, str) for t in tokens):
        raise _unreadable()
    return tokens


def _lines(text: str) -> list[str]:
    """Splits as CTranslate2 does: an empty line is the empty token."""
    return text.removesuffix("\n").split("\n")


def _unreadable() -> ModelDamaged:
    return ModelDamaged(
        f"The model's {NAME} is missing, or is no list of tokens, and so is {OLD_NAME}; no job can"
        " run with it; convert the model again with CTranslate2 3.16 or newer."
    )
