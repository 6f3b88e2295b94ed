"""Maps times in a packed window to times in the file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from ..audio.rate import RATE


@dataclass(frozen=True)
class TimeMap:
    """`pieces`: (sample in the window, sample in the file) where each piece starts, ascending."""

    pieces: tuple[tuple[int, int], ...]
    samples: int  # length of the window

    @property
    def seconds(self) -> float:
        """Length of the window."""
        return self.samples / RATE

    @property
    def file_end(self) -> float:
        """File second at which the window's audio ends."""
        return self.end(self.seconds)

    def start(self, second: float) -> float:
        """File second of a start; one on a seam belongs to the piece after it."""
        sample = self._clamp(second)
        return self._file_seconds(bisect_right(self.pieces, sample, key=_at) - 1, sample)

    def end(self, second: float) -> float:
        """File second of an end; one on a seam belongs to the piece before it."""
        sample = self._clamp(second)
        return self._file_seconds(bisect_left(self.pieces, sample, key=_at) - 1, sample)

    def window_seconds(self, file_second: float) -> float:
        """Window second of a file second; one that was left out maps to its seam."""
        sample = round(file_second * RATE)
        piece = max(bisect_right(self.pieces, sample, key=_source) - 1, 0)
        at, source = self.pieces[piece]
        end = self.pieces[piece + 1][0] if piece + 1 < len(self.pieces) else self.samples
        return min(max(at + sample - source, at), end) / RATE

    def _clamp(self, second: float) -> int:
        """Whole samples, rounded: 4.004 s times 16000 is slightly less than a seam at 64064."""
        return min(max(round(second * RATE), 0), self.samples)

    def _file_seconds(self, piece: int, sample: int) -> float:
        at, source = self.pieces[max(piece, 0)]
        return (source + max(sample - at, 0)) / RATE  # silence before the file maps to second 0


def _at(piece: tuple[int, int]) -> int:
    return piece[0]


def _source(piece: tuple[int, int]) -> int:
    return piece[1]
