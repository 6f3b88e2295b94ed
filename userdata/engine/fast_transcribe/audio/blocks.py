"""Collects small pieces of sound into blocks of 2 to 10 s."""

from __future__ import annotations

from collections.abc import Iterator

from .rate import RATE
from .resample import SAMPLE_BYTES, Rows

_FIRST_SECONDS, _MOST_SECONDS = 2.0, 10.0  # per block; the first is short for an early result


class Blocks:
    """Block length doubles from 2 s up to 10 s."""

    def __init__(self) -> None:
        self._pieces: list[Rows] = []
        self._held = 0  # samples per channel in _pieces
        self._enough = _FIRST_SECONDS * RATE
        self.samples = 0  # per channel, in all pieces so far

    def add(self, piece: Rows) -> Iterator[Rows]:
        self._pieces.append(piece)
        samples = len(piece[0]) // SAMPLE_BYTES
        self.samples += samples
        self._held += samples
        if self._held >= self._enough:
            self._enough = min(2 * self._enough, _MOST_SECONDS * RATE)
            yield self._block()

    def finish(self) -> Iterator[Rows]:
        if self._held:
            yield self._block()

    def _block(self) -> Rows:
        block = [b"".join(row) for row in zip(*self._pieces)]
        self._pieces, self._held = [], 0
        return block
