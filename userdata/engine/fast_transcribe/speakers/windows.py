"""Cuts the decoder's blocks into the windows of 10 s in which speakers are looked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..audio.rate import RATE
from ..audio.samples import Samples
from ..speech.heard import Heard

WINDOW: Final = 10 * RATE  # samples
_SILENT = -200.0  # dB, for digital silence
# Energy of the difference of two sides / energy of both, as audio/dual_mono.py has it
_DIFFERENCE = 0.03


@dataclass(frozen=True)
class Sound:
    """What identifies a window's audio, also where decoders differ in the last bits.

    `speech`: samples in which the VAD hears speech. `level`: of the audio, in dB of full scale.
    """

    speech: int
    level: float


@dataclass(frozen=True)
class HeardWindow:
    """`number`: counts from 0. `audio`: [n], at most WINDOW; None: nobody is looked for here."""

    number: int
    sound: Sound
    audio: Samples | None


class WindowCutter:
    """One file's windows. Audio without speech is dropped, and so is that of a call's two sides
    where they differ: who speaks is known there.
    """

    def __init__(self, channels: int) -> None:
        self._held: Samples = np.zeros((channels, 0), np.float32)
        self._speech: list[tuple[int, int]] = []  # samples of the file
        self._number = 0

    def push(self, block: Samples, heard: Sequence[Heard]) -> Iterator[HeardWindow]:
        """block: float32 [channels, n], 16 kHz. heard: what the VAD hears in it."""
        spoken = [(h.start, h.end) for h in heard if h.channel == 0 and h.sounds == "speech"]
        self._speech += spoken
        self._held = np.concatenate([self._held, block], axis=1)
        while self._held.shape[1] >= WINDOW:
            yield self._cut()

    def finish(self) -> Iterator[HeardWindow]:
        if self._held.size:
            yield self._cut()

    def _cut(self) -> HeardWindow:
        sides, self._held = self._held[:, :WINDOW], self._held[:, WINDOW:].copy()
        begins = self._number * WINDOW
        ends = begins + sides.shape[1]
        speech = sum(max(0, min(end, ends) - max(start, begins)) for start, end in self._speech)
        self._speech = [span for span in self._speech if span[1] > ends]
        self._number += 1
        audio = sides[0].copy() if speech and (len(sides) == 1 or _are_same(sides)) else None
        return HeardWindow(self._number - 1, Sound(speech, _level(sides[0])), audio)


def _level(audio: Samples) -> float:
    power = float(np.dot(audio, audio)) / len(audio)
    return round(10 * math.log10(power), 2) if power > 0 else _SILENT


def _are_same(sides: Samples) -> bool:
    """Whether both sides carry the same sound, inverted or not. sides: [2, n]"""
    energies = np.square(sides, dtype=np.float64).sum()
    shared = 2 * abs(float(np.dot(sides[0].astype(np.float64), sides[1])))
    return bool(energies - shared < _DIFFERENCE * energies)
