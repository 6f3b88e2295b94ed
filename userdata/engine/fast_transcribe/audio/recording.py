"""What is transcribed: sound as it is decoded, and how long it is as far as that is known."""

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
    """Decoded by one thread and looked at by another: all of it only grows or becomes true.

    `declared`: seconds, by the header, None also once the sound shows that it cannot be; `tracks`:
    where the file has more than one with sound; `samples`: decoded, of each channel, silence in
    gaps included; `gaps`: ascending, each there before the block that it ends in; `truncated`: the
    file ends before it should; `dual_mono`: both channels have the same sound; `ended`: all is
    decoded, and the rest of this is final.
    """

    def __init__(self, channels: int, declared: float | None, tracks: Sequence[Track] = ()) -> None:
        self.channels = channels
        self.declared = declared
        self.tracks = tracks
        self.samples = 0
        self.gaps: list[Gap] = []
        self.share_read = 0.0  # of the file's bytes; 0 where their number is not known
        self.truncated = False
        self.dual_mono = False
        self.ended = False

    @abstractmethod
    def blocks(self) -> Iterator[Samples]:
        """float32 [channels, n], 16 kHz: 2 s at first, about 10 s later. Once.

        Raises EngineError.
        """

    def compared(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        """The same blocks; of two channels it is known then whether they are one."""
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
        """The length: decoded if all is decoded, else declared, else not known."""
        return self.samples / RATE if self.ended else self.declared

    def fraction(self, transcribed: float) -> float:
        """0..1; by the share of the file's bytes that is read while the length is not known.

        0 while nothing is known: a pipe with an MP3 that states no length.
        """
        if not (self.seconds or self.share_read):
            return 0.0
        expected = self.seconds or self.samples / RATE / self.share_read
        return transcribed / max(expected, transcribed, 1e-9)
