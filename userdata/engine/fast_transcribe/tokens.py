"""Whisper's tokens: text, specials and times. Ids come from the model's own tokenizer.json.

They differ between models: large-v3 has one language more than small, so every id after the
languages is one higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tokenizers

from .errors import ModelDamaged, UsageError

TIME_STEP = 0.02  # seconds between two timestamp tokens


class Vocabulary:
    """The model's tokens."""

    def __init__(self, model_dir: Path) -> None:
        """Raises ModelDamaged if it is no multilingual Whisper vocabulary."""
        self._tokenizer = tokenizers.Tokenizer.from_file(str(model_dir / "tokenizer.json"))
        self.end_of_text = self._id("<|endoftext|>")
        self._start = self._id("<|startoftranscript|>")
        self._transcribe = self._id("<|transcribe|>")
        self._first_time = self._id("<|notimestamps|>") + 1

    def prompt(self, language: str) -> list[int]:
        """What makes the model write `language` with timestamps. Raises UsageError."""
        token = self._tokenizer.token_to_id(f"<|{language}|>")
        if token is None or not self._start < token < self._transcribe:
            raise UsageError(
                f"The model does not know the language {language!r}; nothing was transcribed;"
                " ask for one such as 'sv' or 'en', or for 'auto'."
            )
        return [self._start, token, self._transcribe]

    def is_text(self, token: int) -> bool:
        return token < self.end_of_text

    def seconds(self, token: int) -> float:
        """A timestamp token's time in its window; negative for any other token."""
        return (token - self._first_time) * TIME_STEP

    def text(self, tokens: Sequence[int]) -> str:
        """The text of text tokens, without the space that a first word begins with."""
        return self._tokenizer.decode(list(tokens), skip_special_tokens=True).strip()

    def begins_word(self, token: int) -> bool:
        """In byte-level BPE a new word's token begins with the space before it, written Ġ."""
        return (self._tokenizer.id_to_token(token) or "").startswith("Ġ")

    def _id(self, token: str) -> int:
        found = self._tokenizer.token_to_id(token)
        if found is None:
            raise ModelDamaged(
                f"The model's tokenizer has no {token}; no job can run with it;"
                " install a multilingual Whisper model."
            )
        return found
