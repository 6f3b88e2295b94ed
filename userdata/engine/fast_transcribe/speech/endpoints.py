"""Refines the ends of speech to 10 ms: the VAD's 32 ms frames, sharpened by the mel energy.

Word times are placed by these ends where speech begins or stops: the alignment alone is off by up
to 1 s there.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..audio.rate import RATE
from .mel import HOP
from .mel_window import MelWindow

_REACH = 10  # frames of 10 ms between an end and the VAD's; Silero's are late rather than early
_PAUSE = 0.25  # seconds between two pieces; a shorter dip is inside speech
_LOUD = 0.3  # share of the way from quiet to loud frames, in log energy


def speech_spans(window: MelWindow) -> tuple[tuple[int, int], ...]:
    """File samples [start, end) of the speech in each piece of the window, ascending."""
    times = window.excerpt.times
    energy = window.mel.mean(axis=0)
    seams = [*(at for at, _ in times.pieces), times.samples]
    spans = list[tuple[int, int]]()
    heard = window.excerpt.speech
    for i, (at, end) in enumerate(pairwise(seams)):
        source = times.pieces[i][1]
        low, high = (min(max(s - source, 0), end - at) // HOP for s in heard[i])
        first, last = _sharpened(energy[at // HOP : end // HOP], low, high)
        paused = i == 0 or heard[i][0] - heard[i - 1][1] >= _PAUSE * RATE
        pauses = i + 1 == len(heard) or heard[i + 1][0] - heard[i][1] >= _PAUSE * RATE
        spans.append(
            (
                source + first * HOP if paused else heard[i][0],
                min(source + last * HOP, source + end - at) if pauses else heard[i][1],
            )
        )
    return tuple(spans)


def _sharpened(energy: NDArray[np.float32], first: int, last: int) -> tuple[int, int]:
    """Frames [first, last) of speech by the VAD -> by the energy, at most 0.1 s away."""
    if last - first < 2 * _REACH:
        return first, last
    loud = float(np.percentile(energy[first:last], 90))
    quiet = min(float(np.percentile(energy, 3)), loud - _LOUD)
    heard = energy > quiet + _LOUD * (loud - quiet)
    begin, end = max(first - _REACH, 0), min(last + _REACH, len(energy))
    head = np.flatnonzero(heard[begin : first + _REACH])
    tail = np.flatnonzero(heard[last - _REACH : end])
    return (
        begin + int(head[0]) if head.size else first + _REACH,
        last - _REACH + int(tail[-1]) + 1 if tail.size else last - _REACH,
    )
