"""Detects truncated Matroska and WebM files by the lengths of their elements (RFC 8794)."""

from __future__ import annotations

import math
import os
import struct
from dataclasses import dataclass

from .anonymous_file import AnonymousFile
from .source import AudioSource, read_fully

_EBML, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_INFO, _DURATION, _TICK = 0x1549A966, 0x4489, 0x2AD7B1
_FLOATS = {4: ">f", 8: ">d"}
_LONGEST_HEAD = 12  # bytes of an identifier and a length
_LONGEST_INFO = 1 << 16  # bytes
_MOST_BEFORE_INFO = 20  # elements
_SIMPLE_BLOCK, _BLOCK_GROUP, _BLOCK = 0xA3, 0xA0, 0xA1
# Identifiers that may follow a block: of its group, its cluster, the segment (RFC 9559, section 5)
_KNOWN = frozenset(
    (
        *(0x9B, 0xFB, 0x75A2, 0x75A1, 0xA4, 0xFA, 0xFD, 0x8E, 0xC8),
        *(_SIMPLE_BLOCK, _BLOCK_GROUP, 0xE7, 0xA7, 0xAB, 0x5854, 0xAF),
        *(_CLUSTER, 0x1C53BB6B, 0x1254C367, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1941A469),
        *(0x1043A770, 0xEC, 0xBF),
    )
)
_BLOCK_HEADER = 4  # bytes of a block before its frame: track, time, flags
_MOST_ELEMENTS = 1_000_000


@dataclass(frozen=True)
class MatroskaHeader:
    """end: byte offset of the segment's end. seconds: length. None if not given, as when live."""

    end: int | None
    seconds: float | None


def header(source: AudioSource) -> MatroskaHeader | None:
    """None if it is not Matroska. Leaves the source at its beginning."""
    source.seek(0)
    found = _header(source)
    source.seek(0)
    return found


def _header(source: AudioSource) -> MatroskaHeader | None:
    ebml = _next(source)
    if ebml is None or ebml[0] != _EBML or ebml[1] is None:
        return None
    source.seek(ebml[1], os.SEEK_CUR)
    segment = _next(source)
    if segment is None or segment[0] != _SEGMENT:
        return None
    end = None if segment[1] is None else source.tell() + segment[1]
    for _ in range(_MOST_BEFORE_INFO):
        element = _next(source)
        if element is None or element[0] == _CLUSTER or element[1] is None:
            break
        if element[0] == _INFO:
            return MatroskaHeader(end, _seconds(read_fully(source, min(element[1], _LONGEST_INFO))))
        source.seek(element[1], os.SEEK_CUR)
    return MatroskaHeader(end, None)


def _next(source: AudioSource) -> tuple[int, int | None] | None:
    """Identifier and length (bytes) of the element here; leaves the source at its data."""
    begins = source.tell()
    element = _element(read_fully(source, _LONGEST_HEAD), 0)
    if element is None:
        return None
    source.seek(begins + element[1])
    return element[0], element[2]


def _seconds(info: bytes) -> float | None:
    """Duration by the Info element: ticks times nanoseconds per tick, 1,000,000 by default."""
    at, ticks, tick = 0, None, 1_000_000
    while (element := _element(info, at)) is not None:
        identifier, begins, length = element
        if length is None:
            break
        at = begins + length
        if identifier == _DURATION and length in _FLOATS:
            (ticks,) = struct.unpack(_FLOATS[length], info[begins:at].ljust(length, b"\0"))
        elif identifier == _TICK:
            tick = int.from_bytes(info[begins:at], "big")
    seconds = 0.0 if ticks is None else ticks * tick / 1e9
    return seconds if 0 < seconds < math.inf else None


def breaks_off(file: AnonymousFile, at: int, frame: int) -> bool:
    """For a live recording. at: offset of the last block's data; frame: bytes of its audio."""
    at += _BLOCK_HEADER + frame
    for _ in range(_MOST_ELEMENTS):
        head = file.again(at, _LONGEST_HEAD)
        if not head:
            return False
        element = _element(head, 0)
        if element is None:
            return len(head) < _LONGEST_HEAD  # the file ends within an element's header
        identifier, data, length = element
        if identifier not in _KNOWN:
            return False
        if identifier == _CLUSTER and length is None:
            at += data
            continue
        if length is None or not file.again(at + data + length - 1, 1):
            return True
        at += data + length
    return False


def _element(data: bytes, at: int) -> tuple[int, int, int | None] | None:
    """(identifier, offset of its data, length of its data or None if unknown); None: no header."""
    identifier = _number(data, at, marked=True)
    if identifier is None:
        return None
    length = _number(data, identifier[1], marked=False)
    if length is None:
        return None
    value, begins = length
    unknown = value == (1 << 7 * (begins - identifier[1])) - 1
    return identifier[0], begins, None if unknown else value


def _number(data: bytes, at: int, marked: bool) -> tuple[int, int] | None:
    """(variable-length integer, offset after it). marked: with its marker bit."""
    if at >= len(data) or data[at] == 0:
        return None
    count = 9 - data[at].bit_length()
    if at + count > len(data):
        return None
    value = int.from_bytes(data[at : at + count], "big")
    return (value if marked else value & ((1 << 7 * count) - 1)), at + count
