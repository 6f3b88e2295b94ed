"""The container's clock: when a frame is to be heard, and whether its time stamp is believed."""

from __future__ import annotations

from dataclasses import dataclass

from ..diagnostics import log

# The formats that say when a packet is to be heard. For wav, mp3 and aac FFmpeg adds up the lengths
# of what it reads, and gives damage and tags in between a length too
CLOCKED = frozenset({"mov", "matroska", "ogg", "flac"})
JITTER = 0.1  # seconds that a time stamp may be late without a gap before it
# Seconds that a time stamp may be early: sound that overlaps the one before. It is kept, and the
# next gap is shorter by it. An earlier one begins the clock anew
_OVERLAP = 1.0
_MORE, _SLACK = 1.05, 5.0  # a stated length may be less than the true one: a factor, and seconds


@dataclass(frozen=True)
class Span:
    """origin: the container's second at which the recording begins.

    No gap is believed that ends after `longest`, or after `stated` while the sound so far has not
    passed that. Both are seconds of the recording; stated: None where no length is.
    """

    origin: float
    stated: float | None
    longest: float


class Clock:
    """Time stamps of one track -> seconds of the recording."""

    def __init__(self, time_base: float, span: Span, begins: float) -> None:
        """begins: the second of the recording at which the container begins."""
        self._time_base = time_base
        self._span = span
        self._offset = begins - span.origin

    def late(self, stamp: int, elapsed: float) -> float:
        """Seconds between the end of the sound so far and a frame with this time stamp."""
        return stamp * self._time_base + self._offset - elapsed

    @staticmethod
    def is_jump(late: float) -> bool:
        """Whether it is neither jitter nor an overlap."""
        return not -_OVERLAP <= late <= JITTER

    def gap(self, stamp: int, elapsed: float) -> float:
        """Seconds of silence before a frame that jumps; 0 where the clock is set anew."""
        late = self.late(stamp, elapsed)
        if late > 0 and self._believes(elapsed + late, elapsed):
            return late
        log("warn", "the container's clock jumps", seconds=round(late, 1))
        self._offset -= late
        return 0.0

    def _believes(self, second: float, elapsed: float) -> bool:
        stated = self._span.stated
        if stated is not None and elapsed <= stated and second > _MORE * stated + _SLACK:
            return False
        return second <= self._span.longest
