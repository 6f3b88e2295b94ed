"""The file's confidence, from its segments."""

from __future__ import annotations

from ..whisper.quality_checks import POSSIBLE_HALLUCINATION, REPETITION
from .segments import Segment

# The model's own probability is as high in a loop or hallucination as elsewhere
_NOT_BELIEVED = {REPETITION, POSSIBLE_HALLUCINATION}


class FileConfidence:
    """Mean confidence of the segments, weighted by words; doubtful segments count as 0."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._words = 0

    def add(self, segment: Segment) -> None:
        if _NOT_BELIEVED.isdisjoint(segment.flags):
            self._sum += segment.confidence * len(segment.words)
        self._words += len(segment.words)

    @property
    def value(self) -> float | None:
        """0..1; None without any text."""
        return self._sum / self._words if self._words else None
