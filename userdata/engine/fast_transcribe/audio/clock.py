"""The container's clock: places frames in the recording and rejects implausible time stamps."""

from __future__ import annotations

from dataclasses import dataclass

from ..diagnostics import log

# Formats with time stamps of their own. For wav, mp3 and aac FFmpeg derives them from what it has
# read, damage and tags included
CLOCKED = frozenset({"mov", "matroska", "ogg", "flac"})
JITTER = 0.1  # seconds; a time stamp later than this leaves a gap before the frame
# Seconds that a frame may overlap the one before: it is kept whole, and the next gap is shorter by
# that much. A larger overlap resets the clock
_OVERLAP = 1.0
_MORE, _SLACK = 1.05, 5.0  # factor and seconds by which the audio may exceed its stated length


@dataclass(frozen=True)
class Span:
    """origin: second of the container's clock at which the recording begins.

    stated, longest: length by the header (None: unknown) and the allowed one, seconds. No gap may
    end after `longest`, or well after `stated` unless the sound has already passed that.
    """

    origin: float
    stated: float | None
    longest: float


class Clock:
    """Converts one track's time stamps to seconds of the recording."""

    def __init__(self, time_base: float, span: Span, begins: float) -> None:
        """time_base: seconds per tick. begins: second of the recording at which the file begins."""
        self._time_base = time_base
        self._span = span
        self._offset = begins - span.origin

    def late(self, stamp: int, elapsed: float) -> float:
        """Seconds from the end of the sound so far to a frame with this stamp; < 0: overlap."""
        return stamp * self._time_base + self._offset - elapsed

    @staticmethod
    def is_jump(late: float) -> bool:
        """Whether `late` (seconds) is neither jitter nor a small overlap."""
        return not -_OVERLAP <= late <= JITTER

    def gap(self, stamp: int, elapsed: float) -> float:
        """Seconds of silence to insert before a frame that jumps; 0 if the clock is reset."""
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
