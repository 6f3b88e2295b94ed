"""A source as a file object for FFmpeg, without a name."""

from __future__ import annotations

import os

from .riff import Patch
from .source import AudioSource, read_fully

# First bytes of the formats that are read sequentially. mp4 is not one of them.
_FORWARDS = (b"RIFF", b"RF64", b"BW64", b"ID3", b"\xff", b"fLaC", b"OggS", b"\x1a\x45\xdf\xa3")
_TAIL = 1 << 16  # bytes


class AnonymousFile:
    """Reads and seeks in a source, and keeps the last 64 kB read."""

    def __init__(self, source: AudioSource, patch: Patch | None = None) -> None:
        """patch: bytes that replace those of the source."""
        self._source = source
        self._patch = patch
        self._forwards = source.size is None and _begins_like_a_stream(source)
        self.seek, self.tell = source.seek, source.tell
        self._tail = b""
        self._tail_ends = 0

    def seekable(self) -> bool:
        """False for a sequential format in a pipe: FFmpeg would first seek to the end of a WAV."""
        return not self._forwards

    def read(self, count: int) -> bytes:
        at = self._source.tell()
        data = self._source.read(count)
        if not data:
            return data
        before = self._tail if self._tail_ends == at else b""
        self._tail, self._tail_ends = (before + data)[-_TAIL:], at + len(data)
        return data if self._patch is None else self._patch.applied(data, at)

    def opened(self) -> None:
        """Call once the header is read: a sequential pipe need not keep its bytes any more."""
        if self._forwards:
            self._source.keep_no_more()

    def again(self, at: int, count: int) -> bytes | None:
        """Up to `count` bytes from offset `at`, fewer only at the end; None if they are not kept.

        Moves the position at which FFmpeg would read next.
        """
        begins = self._tail_ends - len(self._tail)
        if not self._forwards:
            self._source.seek(at, os.SEEK_SET)
            return read_fully(self._source, count)
        return self._tail[at - begins : at - begins + count] if begins <= at else None


def _begins_like_a_stream(source: AudioSource) -> bool:
    source.seek(0)
    head = read_fully(source, max(map(len, _FORWARDS)))
    source.seek(0)
    return head.startswith(_FORWARDS)
