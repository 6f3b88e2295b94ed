"""A model that caches its results: many tests request the same ones, and a property test does so in
every example."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

import numpy as np
from ctranslate2.models import Whisper
from fast_transcribe.engine import Engine
from fast_transcribe.whisper.decoding import Decoding

Answers = dict[tuple[str, ...], Any]


class Encoded:
    """A lazy encoder output, identified by the digest of its features."""

    def __init__(self, features: Any, encode: Callable[[Any], Any]) -> None:
        self.digest = digest_of(features)
        self._features = features
        self._encode = encode

    @cached_property
    def output(self) -> Any:
        return self._encode(self._features)


class RememberingModel:
    """Wraps a CTranslate2 Whisper, which is deterministic. Thread-safe.

    Keeps texts, not encoder outputs, which are a megabyte each. `answers`: those of the same model
    that are known already.
    """

    def __init__(self, whisper: Any, answers: Answers | None = None) -> None:
        self._whisper = whisper
        self._answers = {} if answers is None else answers

    def encode(self, features: Any) -> Encoded:
        return Encoded(features, self._whisper.encode)

    def generate(self, encoded: Encoded, *asked: Any, **options: Any) -> Any:
        return self._of("generate", encoded, *asked, **options)

    def align(self, encoded: Encoded, *asked: Any, **options: Any) -> Any:
        return self._of("align", encoded, *asked, **options)

    def detect_language(self, features: Any) -> Any:
        key = ("detect_language", digest_of(features))
        return self._answer(key, lambda: self._whisper.detect_language(features))

    def _of(self, name: str, encoded: Encoded, *asked: Any, **options: Any) -> Any:
        key = (name, encoded.digest, repr(asked), repr(sorted(options.items())))
        method = getattr(self._whisper, name)
        return self._answer(key, lambda: method(encoded.output, *asked, **options))

    def _answer(self, key: tuple[str, ...], compute: Callable[[], Any]) -> Any:
        if key not in self._answers:
            self._answers[key] = compute()
        return self._answers[key]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whisper, name)


def remembering(engine: Engine, answers: Answers | None = None) -> Engine:
    """The same engine, whose model answers what it was asked before without computing."""
    whisper = cast(Whisper, RememberingModel(engine.whisper, answers))
    return replace(engine, whisper=whisper, decoding=Decoding(whisper, engine.vocabulary))


def digest_of(features: Any) -> str:
    return hashlib.sha256(np.array(features).tobytes()).hexdigest()
