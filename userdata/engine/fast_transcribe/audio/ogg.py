"""The links of an Ogg file: streams that are chained one behind the other (RFC 3533, section 4).

Each link has its own headers, format and clock. FFmpeg ends where a link has another format than
the one before, so each is opened by itself. Nothing is read twice: it may be a pipe.
"""

from __future__ import annotations

import re

from .source import AudioSource, read_fully

_CAPTURE = b"OggS"
_HEADER = 27  # bytes, then a table with the length of each segment
_COUNT = 26  # where the header has the number of segments
_BEGINS = re.compile(rb"OggS\0[\2\3\6\7]")  # of a page that begins a stream
_BEGINNING = 6  # bytes of it
_AT_ONCE = 1 << 15  # bytes
LONGEST_PAGE = 65307  # bytes (RFC 3533, section 6)


def is_ogg(source: AudioSource) -> bool:
    """Leaves the source at its beginning."""
    source.seek(0)
    head = read_fully(source, len(_CAPTURE))
    source.seek(0)
    return head == _CAPTURE


class OggChain:
    """A file of links, read from front to back."""

    def __init__(self, source: AudioSource) -> None:
        self._source = source
        self._ahead = b""  # read from the source, not handed out yet
        self._sure = 0  # bytes of it that belong to the link
        self._is_read = False  # some of the link
        self._in_front = True  # among the pages that begin the link's own streams
        self._ended = False  # the source

    def next_link(self) -> OggLink | None:
        """Leaves out what was not read of the link before."""
        while self._is_read and self.read(_AT_ONCE):
            pass
        self._is_read, self._in_front = False, True
        if not self._ahead and not self._read_on():
            return None
        return OggLink(self)

    def read(self, count: int) -> bytes:
        """Up to as many bytes of the present link; none at its end."""
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
        """How many bytes of `_ahead` are known to come before the next link."""
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
    """A link as a file for FFmpeg."""

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
        """The header is read and the format settled."""
        self._chain.keep_no_more()

    @property
    def breaks_off(self) -> bool:
        return ends_within_page(self._tail)


def ends_within_page(tail: bytes) -> bool:
    """`tail`: the last bytes of the file, as many as the longest page has, or all there are."""
    at = tail.rfind(_CAPTURE)
    if at < 0:
        return False
    header = tail[at : at + _HEADER]
    if len(header) < _HEADER:
        return True
    return len(tail) < at + _page_length(tail[at:])


def _page_length(page: bytes) -> int:
    """Bytes, as far as the table of its segments is there; beyond what is there if it is not."""
    segments = page[_COUNT]
    table = page[_HEADER : _HEADER + segments]
    return _HEADER + segments + sum(table) + (1 if len(table) < segments else 0)
