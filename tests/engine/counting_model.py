"""The real model, counting the windows that it encodes."""

from __future__ import annotations

from typing import Any


class CountingModel:
    """`whisper`: the model of an engine; everything but the counting is its own."""

    def __init__(self, whisper: Any) -> None:
        self._whisper = whisper
        self.windows = 0

    def encode(self, features: Any) -> Any:
        self.windows += features.shape[0]
        return self._whisper.encode(features)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whisper, name)
