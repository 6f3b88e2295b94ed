"""Finds channels that cancel each other in a mix, such as one wired with inverted polarity.

Looks at some samples of each frame, in plain Python: NumPy would cost the decoder's process memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from operator import add, mul

from av.audio.frame import AudioFrame

from .channel_samples import channel_samples

# Energy of the sum / sum of the energies: 1 for unrelated sounds, 2 for the same sound on both
# channels, 0 for an inverted one. Below 0.1 (-10 dB) speech is too faint in the mix
_CANCELS = 0.1
_STILL_CANCELS = 0.3  # for a channel already left out: hysteresis
_WORTH_A_LOOK = 0.4  # ratio over _FEW samples below which _MANY are compared
_FEW, _MANY = 128, 1024  # samples per channel
_SILENT = 1e-7  # mean square, full scale 1: -70 dB; below it the last choice is kept
_UNHEARD = 1e-4  # share of the loudest channel's energy, -40 dB; quieter ones are not compared
_LOUDER = 4.0  # energy ratio, 6 dB, from which the other channel of a pair is dropped


class Cancellation:
    """Chooses the channels to mix, frame by frame, with hysteresis."""

    def __init__(self, channels: int) -> None:
        self._all = tuple(range(channels))
        self._kept = self._all

    def kept(self, frame: AudioFrame) -> tuple[int, ...]:
        """Indices of the channels to mix, ascending, at least one."""
        looked = channel_samples(frame, _FEW)
        if self._kept == self._all:
            sure = not self._suspects(looked)
        else:
            sure = self._decided(looked) == self._kept
        if not sure:
            self._kept = self._decided(channel_samples(frame, _MANY))
        return self._kept

    def _decided(self, looked: Sequence[Sequence[float]]) -> tuple[int, ...]:
        energies = [_energy(samples) for samples in looked]
        if max(energies) > _SILENT * len(looked[0]):  # false for NaN too
            return self._without_cancelled(looked, energies)
        return self._kept

    def _suspects(self, looked: Sequence[Sequence[float]]) -> bool:
        energies = [_energy(samples) for samples in looked]
        if _share(looked, energies) < _WORTH_A_LOOK:
            return True
        return len(looked) > 2 and any(
            _share([looked[i], looked[j]], [energies[i], energies[j]]) < _WORTH_A_LOOK
            for i, j in combinations(_heard(energies), 2)
        )

    def _without_cancelled(
        self, looked: Sequence[Sequence[float]], energies: Sequence[float]
    ) -> tuple[int, ...]:
        """Drops one of each pair that cancels; if the rest still cancels, keeps the loudest."""
        dropped: set[int] = set()
        for i, j in combinations(_heard(energies), 2):
            if not {i, j} & dropped and self._cancel(looked, energies, (i, j)):
                dropped.add(self._quieter(energies, i, j))
        kept = tuple(i for i in self._all if i not in dropped)
        if len(kept) > 1 and self._cancel(looked, energies, kept):
            return (max(kept, key=lambda i: energies[i]),)
        return kept

    def _cancel(
        self,
        looked: Sequence[Sequence[float]],
        energies: Sequence[float],
        channels: tuple[int, ...],
    ) -> bool:
        share = _share([looked[i] for i in channels], [energies[i] for i in channels])
        was_left_out = not set(channels) <= set(self._kept)
        return share < (_STILL_CANCELS if was_left_out else _CANCELS)

    def _quieter(self, energies: Sequence[float], i: int, j: int) -> int:
        """Which of a pair to drop: the quieter; once dropped, until it is 6 dB louder."""
        if i in self._kept and j in self._kept:
            return j if energies[i] >= energies[j] else i
        out, kept = (j, i) if i in self._kept else (i, j)
        return kept if energies[out] > _LOUDER * energies[kept] else out


def _energy(samples: Sequence[float]) -> float:
    energy: float = sum(map(mul, samples, samples))
    return energy


def _share(channels: Sequence[Sequence[float]], energies: Sequence[float]) -> float:
    """Energy of the sum / sum of the energies; 1 in silence."""
    total = sum(energies)
    mixed = channels[0]
    for samples in channels[1:]:
        mixed = list(map(add, mixed, samples))
    return _energy(mixed) / total if total > 0 else 1.0


def _heard(energies: Sequence[float]) -> list[int]:
    loudest = max(energies)
    return [i for i, energy in enumerate(energies) if energy > _UNHEARD * loudest]
