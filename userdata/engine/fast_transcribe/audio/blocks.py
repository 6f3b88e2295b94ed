"""Pieces of sound -> blocks that are worth handing on."""

from __future__ import annotations

from collections.abc import Iterator

from .rate import RATE
from .resample import SAMPLE_BYTES, Rows

_FIRST_SECONDS, _MOST_SECONDS = 2.0, 10.0  # of a block: the first segment is waited for


class Blocks:
    """Each twice as long as the one before, up to a limit."""

    def __init__(self) -> None:
        self._pieces: list[Rows] = []
        self._held = 0  # samples in them
        self._enough = _FIRST_SECONDS * RATE
        self.samples = 0  # of all pieces

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
