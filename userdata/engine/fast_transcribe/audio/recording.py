"""A recording while it is decoded: its samples, gaps and length, as far as known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .gap import Gap
from .rate import RATE

if TYPE_CHECKING:
    from .samples import Samples
    from .track import Track

__all__ = ["Gap", "Recording"]


class Recording(ABC):
    """Written by the decoding thread, read by others; fields only grow or become final.

    `declared`: length by the header, seconds; None if absent or refuted by the audio. `tracks`: of
    a file with more than one. `samples`: decoded per channel, 16 kHz, silence in gaps included.
    `gaps`: ascending, each listed before the block in which it ends. `truncated`: the file ends
    early. `dual_mono`: both channels carry the same sound. `ended`: decoding is complete and all
    other fields are final.
    """

    def __init__(self, channels: int, declared: float | None, tracks: Sequence[Track] = ()) -> None:
        self.channels = channels
        self.declared = declared
        self.tracks = tracks
        self.samples = 0
        self.gaps: list[Gap] = []
        self.share_read = 0.0  # of the file's bytes, 0..1; 0 if the size is unknown
        self.truncated = False
        self.dual_mono = False
        self.ended = False

    @abstractmethod
    def blocks(self) -> Iterator[Samples]:
        """Yields float32 [channels, n], 16 kHz: 2 s at first, about 10 s later. Call once.

        Raises EngineError.
        """

    def compared(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        """Passes the blocks on; with two channels sets `dual_mono` at the end."""
        if self.channels != 2:
            yield from blocks
            return
        from .dual_mono import SideComparison

        sides = SideComparison()
        for block in blocks:
            sides.add(block)
            yield block
        self.dual_mono = sides.finish()

    @property
    def seconds(self) -> float | None:
        """Length in seconds: of the decoded audio once all is decoded, else declared, or None."""
        return self.samples / RATE if self.ended else self.declared

    def fraction(self, transcribed: float) -> float:
        """Progress, 0..1, at `transcribed` seconds; by the bytes read if the length is unknown.

        0 if those are unknown as well, as for an MP3 without a length in a pipe.
        """
        if not (self.seconds or self.share_read):
            return 0.0
        expected = self.seconds or self.samples / RATE / self.share_read
        return transcribed / max(expected, transcribed, 1e-9)
