"""The file's confidence from its segments'."""

from __future__ import annotations

from .segments import Segment


class FileConfidence:
    """Mean of the segments' confidence, each as heavy as it has words."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._words = 0

    def add(self, segment: Segment) -> None:
        self._sum += segment.confidence * len(segment.words)
        self._words += len(segment.words)

    @property
    def value(self) -> float | None:
        """0..1, None without any text."""
        return self._sum / self._words if self._words else None
