"""The length that a WAV header states. FFmpeg quietly shortens it to what is there."""

from __future__ import annotations

import os
from typing import BinaryIO

_STREAMED = (0, 0xFFFFFFFF)  # sizes that writers to a pipe leave behind: not known


def missing_bytes(file: BinaryIO) -> int:
    """How many bytes of a WAV file's samples are not there; 0 for any other file.

    Walks the chunks up to "data" (RIFF: Multimedia Programming Interface, IBM and Microsoft 1991)
    and leaves the file at its beginning.
    """
    file.seek(0)
    head = file.read(12)
    missing = 0
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        missing = _missing_of_data(file)
    file.seek(0)
    return missing


def _missing_of_data(file: BinaryIO) -> int:
    size = os.fstat(file.fileno()).st_size
    while len(chunk := file.read(8)) == 8:
        length = int.from_bytes(chunk[4:], "little")
        if chunk[:4] == b"data":
            return 0 if length in _STREAMED else max(0, file.tell() + length - size)
        file.seek(length + length % 2, os.SEEK_CUR)
    return 0
