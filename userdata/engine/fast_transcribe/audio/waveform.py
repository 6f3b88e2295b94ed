"""How loud a recording is over its time: the greatest amplitude in each slot of 1/20 s.

Slots double in length when there are too many, since the length of a stream is not known before its
end; memory and the result stay small for a recording of any length.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .rate import RATE
from .samples import Samples

_PER_SECOND = 20
# An even number; 480 kB in base64. From five hours on there are 10 a second, from ten on 5
_MOST = 360_000
_FULL_SCALE = 255


@dataclass(frozen=True)
class Waveform:
    """`peaks`: one byte for each 1/`per_second` s, 255 for full scale."""

    per_second: float
    peaks: bytes

    def as_json(self) -> dict[str, float | str]:
        return {"perSecond": self.per_second, "peaks": base64.b64encode(self.peaks).decode()}


class WaveformMeter:
    """Measures blocks as they pass. `finish` at the end, once."""

    def __init__(self, most: int = _MOST) -> None:
        """most: slots, an even number."""
        self._peaks: NDArray[np.float32] = np.zeros(most, np.float32)
        self._slots = 0  # whole ones
        self._slot = RATE // _PER_SECOND  # samples
        self._open = np.zeros(0, np.float32)  # amplitudes of the slot that is not whole yet

    def measured(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        """Passes the blocks on."""
        for block in blocks:
            self.add(block)
            yield block

    def add(self, block: Samples) -> None:
        """block: float32 [channels, n], 16 kHz, -1..1; the louder channel counts."""
        sound = np.concatenate([self._open, np.abs(block).max(axis=0)])
        while self._slots + len(sound) // self._slot > len(self._peaks):
            sound = np.concatenate([self._halved(), sound])
        whole = len(sound) // self._slot
        peaks = sound[: whole * self._slot].reshape(-1, self._slot).max(axis=1)
        self._peaks[self._slots : self._slots + whole] = peaks
        self._slots += whole
        self._open = sound[whole * self._slot :].copy()

    def finish(self) -> Waveform:
        peaks = self._peaks[: self._slots]
        if len(self._open):
            peaks = np.append(peaks, self._open.max())
        per_second = RATE / self._slot
        return Waveform(per_second, np.rint(peaks * _FULL_SCALE).astype(np.uint8).tobytes())

    def _halved(self) -> NDArray[np.float32]:
        """Doubles the slots' length. Returns what one without a partner stands for, as sound."""
        pairs = self._slots // 2
        left = self._peaks[2 * pairs : self._slots]
        sound = np.repeat(left, self._slot)
        self._peaks[:pairs] = self._peaks[: 2 * pairs].reshape(-1, 2).max(axis=1)
        self._slots = pairs
        self._slot *= 2
        return sound
