"""Which language is spoken: what was asked for, or what the first window of speech sounds like."""

from __future__ import annotations

from dataclasses import dataclass

import ctranslate2
from ctranslate2.models import Whisper

from ..speech.mel import padded
from ..speech.mel_window import MelWindow
from .tokens import Vocabulary

AUTO = "auto"


@dataclass(frozen=True)
class Language:
    """A code such as "sv", and how probable it is: 1 if it was asked for."""

    code: str
    probability: float


UNDETERMINED = Language("und", 0.0)  # ISO 639-2: nobody speaks in the file


class Prompter:
    """Knows the language once it has seen a window; `language` is final when the file ends."""

    def __init__(self, whisper: Whisper, vocabulary: Vocabulary, asked: str) -> None:
        """Raises UsageError for a language that the model does not know."""
        self._whisper = whisper
        self._vocabulary = vocabulary
        self._prompt: list[int] | None = None
        self.language = UNDETERMINED
        if asked != AUTO:
            self.settle(Language(asked, 1.0))

    def settle(self, language: Language) -> None:
        """From now on it is this one, for the whole file."""
        self._prompt = self._vocabulary.prompt(language.code)
        self.language = language

    def prompt(self, window: MelWindow) -> list[int]:
        """To be asked in the order of the windows: the first one decides for all."""
        if self._prompt is None:
            self.settle(self._detect(window))
        assert self._prompt is not None
        return self._prompt

    def _detect(self, window: MelWindow) -> Language:
        features = ctranslate2.StorageView.from_array(padded([window.mel]))
        token, probability = self._whisper.detect_language(features)[0][0]
        return Language(token.strip("<|>"), probability)
