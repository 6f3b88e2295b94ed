"""Which samples of the file a window holds, and which of them are speech."""

from __future__ import annotations

from dataclasses import dataclass

from ..audio.rate import RATE
from .timemap import TimeMap


@dataclass(frozen=True)
class Excerpt:
    """`speech`: file samples [start, end) that the VAD takes for speech, ascending.

    `cut_before`, `cut_after`: the window begins or ends in the middle of speech.
    """

    times: TimeMap
    speech: tuple[tuple[int, int], ...]
    cut_before: bool = False
    cut_after: bool = False

    @property
    def bounds(self) -> tuple[int, int]:
        """File samples [from, to) that the window's audio spans."""
        at, source = self.times.pieces[-1]
        return self.times.pieces[0][1], source + self.times.samples - at

    def spoken(self, start: float, end: float) -> float:
        """Seconds of speech between two file seconds."""
        low, high = start * RATE, end * RATE
        return sum(max(0.0, min(e, high) - max(s, low)) for s, e in self.speech) / RATE
