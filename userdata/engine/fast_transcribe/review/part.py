"""Parts of a window to hear again: a doubtful word with some seconds before and after it.

The part is another cut of the sound, in which the model hears the word with another beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.rate import RATE
from ..speech.mel import HOP
from ..speech.mel_window import MelWindow
from .doubt import DOUBTFUL, chance_wrong
from .evidence import Evidence

_CONTEXT = 4.0  # seconds before and after the word
_SNAP = 1.5  # seconds by which each end moves to the longest pause
_PADDING = 0.15  # seconds of sound before the first and after the last word


@dataclass(frozen=True)
class Part:
    """`first`: index of its first word among those of window `window`. `doubt`: the sum of its
    words' chances to be wrong. `mel`: float16 [n_mels, frames], half the memory of the window's."""

    channel: int
    window: int
    first: int
    words: Sequence[Evidence]
    doubt: float
    mel: NDArray[np.float16]

    @property
    def key(self) -> tuple[float, int, int]:
        """Sort key, the most doubtful first; different for any two parts of a file."""
        return -self.doubt, self.window, self.first


def parts(window: MelWindow, words: Sequence[Evidence]) -> Iterator[Part]:
    """Disjoint parts around the doubtful words, the most doubtful word's first."""
    chances = [chance_wrong(e) for e in words]
    free = set(range(len(words)))
    for i in sorted(free, key=lambda i: -chances[i]):
        if chances[i] < DOUBTFUL:
            return
        if i in free:
            first, last = _around(words, i, free)
            free.difference_update(range(first, last))
            yield Part(
                window.channel,
                window.number,
                first,
                words[first:last],
                sum(chances[first:last]),
                _sound(window, words[first], words[last - 1]),
            )


def _around(words: Sequence[Evidence], index: int, free: set[int]) -> tuple[int, int]:
    """The range of words from about _CONTEXT before the word to as much after it."""
    start, end = words[index].place
    firsts, lasts = [index], [index + 1]
    while firsts[-1] - 1 in free and words[firsts[-1] - 1].word.start > start - _CONTEXT - _SNAP:
        firsts.append(firsts[-1] - 1)
    while lasts[-1] in free and words[lasts[-1]].word.end < end + _CONTEXT + _SNAP:
        lasts.append(lasts[-1] + 1)
    first = max(
        (i for i in firsts if i == firsts[-1] or words[i].word.start < start - _CONTEXT + _SNAP),
        key=lambda i: _pause(words, i),
    )
    last = max(
        (i for i in lasts if i == lasts[-1] or words[i - 1].word.end > end + _CONTEXT - _SNAP),
        key=lambda i: _pause(words, i),
    )
    return first, last


def _pause(words: Sequence[Evidence], index: int) -> float:
    """Seconds of pause before word `index`, infinite at the ends of the window."""
    if index in (0, len(words)):
        return float("inf")
    return words[index].word.start - words[index - 1].word.end


def _sound(window: MelWindow, first: Evidence, last: Evidence) -> NDArray[np.float16]:
    times = window.excerpt.times
    begin = max(round((times.window_seconds(first.word.start) - _PADDING) * RATE / HOP), 0)
    end = round((times.window_seconds(last.word.end) + _PADDING) * RATE / HOP)
    return window.mel[:, begin : max(end, begin + 1)].astype(np.float16)
