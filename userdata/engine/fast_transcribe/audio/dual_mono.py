"""Detects dual mono: both channels carry the same sound, so they are not two speakers."""

from __future__ import annotations

import numpy as np

from .rate import RATE
from .samples import Samples

_PIECE = RATE  # samples compared at a time: both sides may share hold music for a part of the call
# Energy of the difference / energy of both. Codecs leave 1 to 2 %; a leak at -20 dB leaves 80 %
_DIFFERENCE = 0.03
_ALIKE = 0.98  # share of the pieces with sound
# Pieces are counted by level, in steps of 3 dB below full scale: those much quieter than the speech
# are each side's own noise, and the level of the speech is known only at the end
_STEPS = 24
_HEARD = 10  # steps, 30 dB: the quietest piece that counts, below the loudest


class SideComparison:
    """Compares two channels block by block, in constant memory."""

    def __init__(self) -> None:
        self._rest: Samples = np.zeros((2, 0), np.float32)
        self._pieces = np.zeros((2, _STEPS), np.int64)  # by level: all pieces, and those alike

    def add(self, block: Samples) -> None:
        """block: float32 [2, n], 16 kHz."""
        audio = np.concatenate([self._rest, block], axis=1)
        whole = audio.shape[1] // _PIECE * _PIECE
        self._rest = audio[:, whole:].copy()
        self._compare(audio[:, :whole].reshape(2, -1, _PIECE))

    def finish(self) -> bool:
        """Whether both sides carry the same sound, inverted or not, wherever there is sound."""
        if self._rest.size:
            self._compare(self._rest.reshape(2, 1, -1))
        loud = np.flatnonzero(self._pieces[0])
        if not len(loud):
            return False
        heard, alike = self._pieces[:, loud[0] : loud[0] + _HEARD].sum(1)
        return bool(alike >= _ALIKE * heard)

    def _compare(self, sides: Samples) -> None:
        """sides: [2, pieces, n]"""
        products = np.einsum("apn,bpn->abp", sides, sides)
        both, cross = products[0, 0] + products[1, 1], 2 * products[0, 1]
        with np.errstate(divide="ignore"):
            step = np.floor(-np.log2(both / (2 * sides.shape[2])))
        counted = step < _STEPS  # silence is not
        alike = counted & (both - np.abs(cross) < _DIFFERENCE * both)
        for row, which in enumerate((counted, alike)):
            np.add.at(self._pieces[row], np.maximum(step[which], 0).astype(np.int64), 1)
