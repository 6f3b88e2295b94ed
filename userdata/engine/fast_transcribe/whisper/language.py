"""The language of a file: the requested one, or one detected in the first windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from ctranslate2.models import Whisper

from ..audio.rate import RATE
from ..speech.frontend import Watermark
from ..speech.mel_window import MelWindow, PlacedWindow
from .decoding import features
from .tokens import Vocabulary

AUTO = "auto"
_MIN_PROBABILITY = 0.8  # to accept a detected language
_MIN_SPEECH = 4.0  # seconds; one or two are easily taken for a related language
_MAX_WINDOWS = 4  # then the most probable language is accepted


@dataclass(frozen=True)
class Language:
    """`code`: such as "sv". `probability`: 0..1; 1 for a requested language."""

    code: str
    probability: float

    @property
    def is_uncertain(self) -> bool:
        """Whether speech was heard and the detected language has a low probability."""
        return 0.0 < self.probability < _MIN_PROBABILITY


UNDETERMINED = Language("und", 0.0)  # ISO 639-2; the file has no speech


class LanguageSelector:
    """`language` is final once `windows` yields a window."""

    def __init__(self, whisper: Whisper, vocabulary: Vocabulary, asked: str) -> None:
        """asked: a language code or AUTO. Raises UsageError for a code unknown to the model."""
        self._whisper = whisper
        self._vocabulary = vocabulary
        self._prompt: list[int] | None = None
        self._evidence: dict[str, float] = {}  # by code: seconds of speech times probability
        self._heard = 0.0  # seconds of speech
        self.language = UNDETERMINED
        if asked != AUTO:
            self.settle(Language(asked, 1.0))

    @property
    def prompt(self) -> list[int]:
        """The model's prompt tokens. Only valid for windows that `windows` has yielded."""
        assert self._prompt is not None
        return self._prompt

    def settle(self, language: Language) -> None:
        """Fixes the language for the rest of the file."""
        self._prompt = self._vocabulary.prompt(language.code)
        self.language = language

    def windows(
        self, items: Iterable[PlacedWindow | Watermark]
    ) -> Iterator[PlacedWindow | Watermark]:
        """Yields the same items; holds back the first windows until the language is known."""
        held: list[PlacedWindow | Watermark] = []
        heard = 0
        for item in items:
            if self._prompt is not None:
                yield item
                continue
            held.append(item)
            if isinstance(item, MelWindow):
                heard += 1
                self._hear(item, last=heard == _MAX_WINDOWS)
            if self._prompt is not None or not heard:
                yield from held
                held = []
        self._settle_on_the_most_probable()
        yield from held

    def _hear(self, window: MelWindow, last: bool) -> None:
        seconds = sum(end - start for start, end in window.excerpt.speech) / RATE
        for token, probability in self._whisper.detect_language(features([window.mel]))[0]:
            code = token.strip("<|>")
            self._evidence[code] = self._evidence.get(code, 0.0) + seconds * probability
        self._heard += seconds
        best = max(self._evidence.values()) / max(self._heard, 1 / RATE)
        if last or (self._heard >= _MIN_SPEECH and best >= _MIN_PROBABILITY):
            self._settle_on_the_most_probable()

    def _settle_on_the_most_probable(self) -> None:
        if self._prompt is None and self._evidence:
            code = max(self._evidence, key=self._evidence.__getitem__)
            self.settle(Language(code, float(np.clip(self._evidence[code] / self._heard, 0, 1))))
