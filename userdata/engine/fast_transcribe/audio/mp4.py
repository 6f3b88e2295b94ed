"""Detects truncated mp4 files by the lengths of their boxes (ISO/IEC 14496-12, section 4.2)."""

from __future__ import annotations

from .anonymous_file import AnonymousFile

_HOLD_SOUND = (b"mdat", b"moof", b"moov")
_MOST_BOXES = 1_000_000  # a fragment, often of 1 s, has two


def breaks_off(file: AnonymousFile) -> bool:
    """Whether the last box exceeds the file, or the bytes after a fragment are no box."""
    at, fragmented = 0, False
    for _ in range(_MOST_BOXES):
        head = file.again(at, 16)
        if not head:
            return False
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        fragmented |= kind == b"moof"
        if length == 0 and kind in _HOLD_SOUND:  # reaches to the end of the file
            return False
        if length < 8 or not kind.isascii():
            return fragmented
        if not file.again(at + length - 1, 1):
            return kind in _HOLD_SOUND or fragmented
        at += length
    return False
