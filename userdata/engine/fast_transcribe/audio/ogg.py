"""Splits a chained Ogg file into its links (RFC 3533, section 4).

Each link has its own headers, format and clock. FFmpeg stops where the format changes, so each link
is opened by itself. Nothing is read twice, since the source may be a pipe.
"""

from __future__ import annotations

import re

from .source import AudioSource, read_fully

_CAPTURE = b"OggS"
_HEADER = 27  # bytes; the table of segment lengths follows
_COUNT = 26  # offset of the number of segments in the header
_BEGINS = re.compile(rb"OggS\0[\2\3\6\7]")  # a page that begins a stream
_BEGINNING = 6  # bytes that _BEGINS matches
_AT_ONCE = 1 << 15  # bytes per read
LONGEST_PAGE = 65307  # bytes (RFC 3533, section 6)


def is_ogg(source: AudioSource) -> bool:
    """Leaves the source at its beginning."""
    source.seek(0)
    head = read_fully(source, len(_CAPTURE))
    source.seek(0)
    return head == _CAPTURE


class OggChain:
    """An Ogg file of one or more links, read sequentially."""

    def __init__(self, source: AudioSource) -> None:
        self._source = source
        self._ahead = b""  # read from the source, not returned yet
        self._sure = 0  # bytes of _ahead known to belong to the current link
        self._is_read = False  # whether any of the link was read
        self._in_front = True  # within the pages that begin the link's own streams
        self._ended = False  # whether the source is at its end

    def next_link(self) -> OggLink | None:
        """The next link, None at the end; skips the unread rest of the current one."""
        while self._is_read and self.read(_AT_ONCE):
            pass
        self._is_read, self._in_front = False, True
        if not self._ahead and not self._read_on():
            return None
        return OggLink(self)

    def read(self, count: int) -> bytes:
        """Up to `count` bytes of the current link; empty at its end."""
        while not self._sure:
            self._sure = self._begins_next()
            if not self._sure and (self._next_is_here() or not self._read_on()):
                return b""
        self._is_read = True
        count = min(count, self._sure)
        data, self._ahead = self._ahead[:count], self._ahead[count:]
        self._sure -= count
        return data

    def keep_no_more(self) -> None:
        self._source.keep_no_more()

    def _begins_next(self) -> int:
        """Number of bytes of `_ahead` known to precede the next link."""
        if self._in_front:
            if len(self._ahead) < _HEADER + 255 and not self._ended:
                return 0
            if len(self._ahead) < _HEADER:
                return len(self._ahead)
            if _BEGINS.match(self._ahead):
                return min(_page_length(self._ahead), len(self._ahead))
            self._in_front = False
        found = _BEGINS.search(self._ahead)
        if found:
            return found.start()
        return len(self._ahead) if self._ended else max(0, len(self._ahead) - _BEGINNING + 1)

    def _next_is_here(self) -> bool:
        return not self._in_front and _BEGINS.match(self._ahead) is not None

    def _read_on(self) -> bool:
        data = self._source.read(_AT_ONCE)
        self._ended = not data
        self._ahead += data
        return not self._ended or (bool(self._ahead) and not self._next_is_here())


class OggLink:
    """One link as a file object for FFmpeg."""

    def __init__(self, chain: OggChain) -> None:
        self._chain = chain
        self._at = 0
        self._tail = b""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        return self._at

    def read(self, count: int) -> bytes:
        data = self._chain.read(count)
        self._at += len(data)
        self._tail = (self._tail + data)[-LONGEST_PAGE:] if data else self._tail
        return data

    def opened(self) -> None:
        """Call once the header is read: the source need not keep its bytes any more."""
        self._chain.keep_no_more()

    @property
    def breaks_off(self) -> bool:
        return ends_within_page(self._tail)


def ends_within_page(tail: bytes) -> bool:
    """tail: the last LONGEST_PAGE bytes of the file, or all of a shorter one."""
    at = tail.rfind(_CAPTURE)
    if at < 0:
        return False
    header = tail[at : at + _HEADER]
    if len(header) < _HEADER:
        return True
    return len(tail) < at + _page_length(tail[at:])


def _page_length(page: bytes) -> int:
    """Bytes of the page; if its segment table is cut, more than there are."""
    segments = page[_COUNT]
    table = page[_HEADER : _HEADER + segments]
    return _HEADER + segments + sum(table) + (1 if len(table) < segments else 0)
