"""Which language is spoken: the one that was asked for, or what the first speech sounds like."""

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
_SURE = 0.8  # probability from which the language is believed
_ENOUGH = 4.0  # seconds of speech; a second or two may sound like any of the neighbours
_MOST_WINDOWS = 4  # that are heard before the most probable one is taken


@dataclass(frozen=True)
class Language:
    """A code such as "sv", and how probable it is: 1 if it was asked for."""

    code: str
    probability: float

    @property
    def is_uncertain(self) -> bool:
        """Spoken, and it could well be another one."""
        return 0.0 < self.probability < _SURE


UNDETERMINED = Language("und", 0.0)  # ISO 639-2: no speech was heard in the file


class LanguageSelector:
    """`language` is final once a window has come out of `windows`."""

    def __init__(self, whisper: Whisper, vocabulary: Vocabulary, asked: str) -> None:
        """Raises UsageError for a language that the model does not know."""
        self._whisper = whisper
        self._vocabulary = vocabulary
        self._prompt: list[int] | None = None
        self._evidence: dict[str, float] = {}  # by language: speech seconds times probability
        self._heard = 0.0  # seconds of speech
        self.language = UNDETERMINED
        if asked != AUTO:
            self.settle(Language(asked, 1.0))

    @property
    def prompt(self) -> list[int]:
        """What the model writes after. Only for windows that came out of `windows`."""
        assert self._prompt is not None
        return self._prompt

    def settle(self, language: Language) -> None:
        """From now on it is this one, for the whole file."""
        self._prompt = self._vocabulary.prompt(language.code)
        self.language = language

    def windows(
        self, items: Iterable[PlacedWindow | Watermark]
    ) -> Iterator[PlacedWindow | Watermark]:
        """The same items; the first windows are held back until the language is known."""
        held: list[PlacedWindow | Watermark] = []
        heard = 0
        for item in items:
            if self._prompt is not None:
                yield item
                continue
            held.append(item)
            if isinstance(item, MelWindow):
                heard += 1
                self._hear(item, last=heard == _MOST_WINDOWS)
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
        if last or (self._heard >= _ENOUGH and best >= _SURE):
            self._settle_on_the_most_probable()

    def _settle_on_the_most_probable(self) -> None:
        if self._prompt is None and self._evidence:
            code = max(self._evidence, key=self._evidence.__getitem__)
            self.settle(Language(code, float(np.clip(self._evidence[code] / self._heard, 0, 1))))
