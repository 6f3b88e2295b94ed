"""Finds speech according to the VAD for which the model wrote no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..audio.rate import RATE
from .placement import Spans
from .words import Word

_MARGIN = 0.2  # seconds, error of a word's times
# Minimum seconds of speech: about 1 s, less the margins of the adjacent words and the speech's ends
_MIN_SPEECH = 0.4


@dataclass(frozen=True)
class Gap:
    """Times in file seconds; `index`: number of words before the gap."""

    index: int
    start: float
    end: float


def unread(words: Sequence[Word], speech: Spans) -> list[Gap]:
    """Gaps of about 1 s of speech or more, in order. speech: file samples [start, end)."""
    spans = [(start / RATE, end / RATE) for start, end in speech]
    gaps = []
    for index in range(len(words) + 1):
        low = words[index - 1].end + _MARGIN if index else float("-inf")
        high = words[index].start - _MARGIN if index < len(words) else float("inf")
        inside = [(max(a, low), min(b, high)) for a, b in spans if a < high and b > low]
        if sum(b - a for a, b in inside) >= _MIN_SPEECH:
            gaps.append(Gap(index, inside[0][0], inside[-1][1]))
    return gaps
