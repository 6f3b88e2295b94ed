"""Which share of the errors somebody finds who hears the worst places of a transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from fast_transcribe.review.evidence import Evidence
from numpy.typing import NDArray
from truth import Truth

_MARGIN = 1.0  # seconds that are heard before and after a place
_STEP = 0.01  # seconds


@dataclass(frozen=True)
class Checked:
    """A transcript whose errors are known; `words` in order, `seconds` of the file."""

    words: Sequence[Evidence]
    truth: Truth
    seconds: float

    @property
    def errors(self) -> int:
        return sum(self.truth.wrong) + len(self.truth.missing)

    def found(self, order: Sequence[int], share: float) -> int:
        """Errors found by hearing the places in `order` until `share` of the audio is heard.

        A wrong word is found if its middle is heard, a missing one if its gap is touched.
        """
        heard = self._heard(order, share)
        middles = [sum(self.words[i].place) / 2 for i, w in enumerate(self.truth.wrong) if w]
        words = sum(bool(heard[_at(m)]) for m in middles)
        return words + sum(self._gap_is_heard(heard, at) for at in self.truth.missing)

    def _heard(self, order: Sequence[int], share: float) -> NDArray[np.bool_]:
        """Which steps of the file are heard."""
        heard = np.zeros(_at(self.seconds + 60), bool)
        for i in order:
            start, end = self.words[i].place
            more = heard.copy()
            more[_at(max(start - _MARGIN, 0)) : _at(min(end + _MARGIN, self.seconds))] = True
            if more.sum() * _STEP > share * self.seconds:
                break
            heard = more
        return heard

    def _gap_is_heard(self, heard: NDArray[np.bool_], at: int) -> bool:
        start = self.words[at - 1].word.end if at else 0.0
        end = self.words[at].word.start if at < len(self.words) else self.seconds
        return bool(heard[_at(start) : _at(max(start, end)) + 1].any())


def _at(seconds: float) -> int:
    return round(seconds / _STEP)
