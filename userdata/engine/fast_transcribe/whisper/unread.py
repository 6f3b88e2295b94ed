"""Speech that the VAD heard and the model wrote nothing for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..audio.rate import RATE
from .placement import Spans
from .words import Word

_MARGIN = 0.2  # seconds that a word's times may be off
# Seconds of speech: a second, without the margins of the words beside it and of the speech's ends
_WORTH_READING = 0.4


@dataclass(frozen=True)
class Gap:
    """File seconds; `index`: how many of the words stand before it."""

    index: int
    start: float
    end: float


def unread(words: Sequence[Word], speech: Spans) -> list[Gap]:
    """Where about a second of speech or more has no words, in order. speech: file samples."""
    spans = [(start / RATE, end / RATE) for start, end in speech]
    gaps = []
    for index in range(len(words) + 1):
        low = words[index - 1].end + _MARGIN if index else float("-inf")
        high = words[index].start - _MARGIN if index < len(words) else float("inf")
        inside = [(max(a, low), min(b, high)) for a, b in spans if a < high and b > low]
        if sum(b - a for a, b in inside) >= _WORTH_READING:
            gaps.append(Gap(index, inside[0][0], inside[-1][1]))
    return gaps
