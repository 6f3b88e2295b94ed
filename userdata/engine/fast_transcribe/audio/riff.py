"""Reads from a WAV header where the samples end; FFmpeg silently clips that to the file's end."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import AudioUnsupported
from .source import AudioSource, read_fully

_MOST_CHUNKS = 100  # before the samples; real files have a handful
# Writers to a pipe leave a placeholder length: 0 or their maximum, often less the header or rounded
# to blocks (sox 0x7ffff000, arecord 0x80000000)
_LARGEST = (1 << 31, 1 << 32, 1 << 63, 1 << 64)
_NEAR = 8192  # bytes
_DS64_DATA = 8  # offset of the samples' length in "ds64", before their number (EBU Tech 3306)
_BEYOND = 1 << 48  # bytes: more than any file, and FFmpeg can multiply it by 8


@dataclass(frozen=True)
class Patch:
    """Bytes from offset `start` that FFmpeg reads instead of the file's."""

    start: int
    instead: bytes

    def applied(self, data: bytes, at: int) -> bytes:
        """data: the file's bytes from offset `at` on."""
        begin, end = max(self.start, at), min(self.start + len(self.instead), at + len(data))
        if begin >= end:
            return data
        mended = self.instead[begin - self.start : end - self.start]
        return data[: begin - at] + mended + data[end - at :]


@dataclass(frozen=True)
class WavHeader:
    """start: byte offset of the samples. length: their bytes, None if the header has a placeholder.

    unsaid: replaces the placeholder with a length that makes FFmpeg read to the end.
    """

    start: int
    length: int | None
    unsaid: Patch | None = None

    @property
    def end(self) -> int | None:
        return None if self.length is None else self.start + self.length


def wav_header(source: AudioSource) -> WavHeader | None:
    """None if it is not a WAV file. Leaves the source at its beginning. Raises AudioUnsupported.

    Walks the chunks up to "data" (RIFF: Multimedia Programming Interface, IBM and Microsoft 1991).
    """
    source.seek(0)
    head = read_fully(source, 12)
    header = None
    if head[8:] == b"WAVE":
        if head[:4] == b"RIFX":
            raise AudioUnsupported(
                "The file is a big-endian WAV (RIFX); it was not transcribed;"
                " convert it to an ordinary WAV or to flac and send that."
            )
        if head[:4] in (b"RIFF", b"RF64", b"BW64"):
            header = _data_chunk(source)
    source.seek(0)
    return header


def _data_chunk(source: AudioSource) -> WavHeader | None:
    large: tuple[int, int] | None = None  # offset and value of the length in a chunk "ds64"
    for _ in range(_MOST_CHUNKS):
        chunk = read_fully(source, 8)
        if len(chunk) < 8:
            return None
        length = int.from_bytes(chunk[4:], "little")
        begins = source.tell()
        if chunk[:4] == b"data":
            return _large(begins, *large) if large else _small(begins, length)
        if chunk[:4] == b"ds64":
            said = read_fully(source, _DS64_DATA + 8)[_DS64_DATA:]
            large = begins + _DS64_DATA, int.from_bytes(said, "little")
        source.seek(begins + length + length % 2)
    return None


def _small(start: int, length: int) -> WavHeader:
    """The chunk's own length, 4 bytes. FFmpeg takes 0xffffffff for unknown."""
    if _says_nothing(length):
        return WavHeader(start, None, Patch(start - 4, b"\xff" * 4) if length else None)
    return WavHeader(start, length)


def _large(start: int, place: int, length: int) -> WavHeader:
    if _says_nothing(length):
        return WavHeader(start, None, Patch(place, _BEYOND.to_bytes(8, "little") + bytes(8)))
    return WavHeader(start, length)


def _says_nothing(length: int) -> bool:
    return length == 0 or any(abs(length - largest) <= _NEAR for largest in _LARGEST)
