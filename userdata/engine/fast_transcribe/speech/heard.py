"""Classifies one channel's audio over time: speech, other sound, silence.

Input of the coverage ledger (transcript/ledger.py). Computed from the VAD's probabilities and the
samples alone, not from regions or windows, so that losses on the way to the model show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..audio.samples import Samples
from .vad import FRAME

Sounds = Literal["speech", "sound", "silence"]
_SOUNDS: tuple[Sounds, ...] = ("silence", "sound", "speech")
_SPEECH = 0.5  # probability, the same at which a region of speech begins
_DIP = 9  # frames, 0.3 s: shorter dips count as speech
_SILENCE = 0.003  # root mean square, -50 dB of full scale; a quiet room is below it


@dataclass(frozen=True)
class Heard:
    """File samples [start, end) of one channel, 16 kHz."""

    channel: int
    start: int
    end: int
    sounds: Sounds


class HeardStream:
    """Takes one channel's audio block by block."""

    def __init__(self, channel: int) -> None:
        self._channel = channel
        self._at = 0

    def push(self, audio: Samples, speech: NDArray[np.float32]) -> Iterator[Heard]:
        """audio: [n]. speech: one probability per frame; the last frame may be incomplete."""
        padded = np.pad(audio, (0, -len(audio) % FRAME)).reshape(-1, FRAME)
        loud = np.einsum("ij,ij->i", padded, padded) > _SILENCE**2 * FRAME
        kinds = np.where(_without_dips(speech >= _SPEECH), 2, loud.astype(int))
        ends = np.flatnonzero(np.diff(kinds, append=-1)) + 1
        start, begin = self._at, 0
        for end in ends.tolist():
            stop = min(self._at + end * FRAME, self._at + len(audio))
            yield Heard(self._channel, start, stop, _SOUNDS[kinds[begin]])
            start, begin = stop, end
        self._at += len(audio)


def _without_dips(speech: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """speech: [frames] -> the same, with short dips filled."""
    frames = np.flatnonzero(speech)
    filled: NDArray[np.bool_] = speech.copy()
    for before, after in pairwise(frames):
        if 1 < after - before <= _DIP:
            filled[before:after] = True
    return filled
