"""Whether an Ogg file breaks off: it states no length, but its pages do (RFC 3533, section 6)."""

from __future__ import annotations

_HEADER = 27  # bytes, then a table with the length of each segment
_COUNT = 26  # where the header has the number of segments


def ends_within_page(tail: bytes) -> bool:
    """`tail`: the last bytes of the file, as many as the longest page has, or all there are."""
    at = tail.rfind(b"OggS")
    if at < 0:
        return False
    header = tail[at : at + _HEADER]
    if len(header) < _HEADER:
        return True
    table = tail[at + _HEADER : at + _HEADER + header[_COUNT]]
    return len(table) < header[_COUNT] or len(tail) < at + _HEADER + len(table) + sum(table)
