"""Limits of the decoder's process: memory, and processor time for each second of sound.

They depend on the file's size and on the sound that it has given, not on the length that it states:
a file of 5 kB may state years.
"""

from __future__ import annotations

import os
import stat
from dataclasses import asdict, dataclass

from .source import STANDARD_INPUT

# Bytes, beside the program itself. Ordinary files take 5 to 60 MB: FFmpeg's index takes 36 bytes
# for each packet, 70 MB for 12 h of one track. Covers and attachments are held whole, some twice,
# and only a large file has many tracks, whose indices add up
_MEMORY, _MEMORY_PER_BYTE = 1 << 30, 0.5
_MOST_MEMORY = 4 << 30  # the smallest GPU machines have 16 GiB, for the model too
# Seconds of processor time. Before their first sound ordinary files take under 0.2 s, and 5000 tags
# 0.3 s; a gigabyte of attachments or video, read and skipped, takes 4 s
_SECONDS, _SECONDS_PER_BYTE = 20.0, 20e-9
# Seconds for each second of sound: 11 h of Opus take 0.0005, 64 channels of 48 kHz 0.15
_PACE = 0.5
_LARGEST = 20_000_000_000  # bytes of a pipe whose size is not known


@dataclass(frozen=True)
class Limits:
    """memory: bytes that the process may map on top of its program.

    seconds: of processor time before the first sound, and later from one block of sound to the
    next. pace: seconds of processor time for each second of sound, on average.
    """

    memory: int
    seconds: float
    pace: float

    def processor_time(self, sound: float, used: float) -> float:
        """Seconds that the process may use in all, now that it has used `used`.

        sound: seconds of sound that it has given.
        """
        return self.seconds + min(used, self.pace * sound)

    def as_json(self) -> dict[str, float]:
        return asdict(self)


def limits_for(size: int | None) -> Limits:
    """size: the file's, bytes; None: unknown."""
    size = _LARGEST if size is None else size
    memory = min(_MEMORY + round(_MEMORY_PER_BYTE * size), _MOST_MEMORY)
    return Limits(memory, _SECONDS + _SECONDS_PER_BYTE * size, _PACE)


def size_of(path: str) -> int | None:
    """Bytes; None for a pipe, and for a file that cannot be opened, which the decoder reports."""
    try:
        found = os.fstat(0) if path == STANDARD_INPUT else os.stat(path)
    except (OSError, ValueError):  # ValueError: not a valid path
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None
