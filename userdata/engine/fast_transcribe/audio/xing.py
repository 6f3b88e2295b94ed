"""The Xing/Info header of an MP3: frame and byte counts, in a first frame without sound.

Without it an MP3's length can only be estimated from the bit rate. Its layout is in "Mp3 Info Tag
revision 1" (LAME); it is named "Xing" for a variable bit rate, else "Info".
"""

from __future__ import annotations

from dataclasses import dataclass

from .source import AudioSource, read_fully

_NAMES = (b"Xing", b"Info")
_PLACES = (13, 21, 36)  # byte offsets: frame header, then side information of 9, 17 or 32
_HAS_FRAMES, _HAS_BYTES = 1, 2  # flag bits
_LOWEST, _HIGHEST = 8_000, 320_000  # bits per second of any MP3


@dataclass(frozen=True)
class XingNote:
    """frames: how many follow. start, end: byte offsets of the audio; end: None if not given."""

    frames: int
    start: int
    end: int | None

    def fits(self, seconds: float, size: int) -> bool:
        """Whether a file of `size` bytes can hold this many seconds."""
        bits = 8 * (size - self.start)
        return _LOWEST * seconds <= bits <= _HIGHEST * (seconds + 1.0)


def xing_note(source: AudioSource) -> XingNote | None:
    """None if it is no MP3, or has no such header. Leaves the source at its beginning."""
    start = _id3_length(source)
    source.seek(start)
    frame = read_fully(source, _PLACES[-1] + 16)
    source.seek(0)
    if frame[:1] != b"\xff":
        return None
    for at in _PLACES:
        flags = int.from_bytes(frame[at + 4 : at + 8], "big")
        if frame[at : at + 4] in _NAMES and flags & _HAS_FRAMES:
            frames, length = (int.from_bytes(frame[at + i : at + i + 4], "big") for i in (8, 12))
            return XingNote(frames, start, start + length if flags & _HAS_BYTES else None)
    return None


def _id3_length(source: AudioSource) -> int:
    """Bytes of the tag before the audio (ID3v2.4, section 3.1); its size has 7 bits per byte."""
    source.seek(0)
    head = read_fully(source, 10)
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    footer = 10 if head[5] & 0x10 else 0
    return 10 + footer + sum((b & 0x7F) << 7 * i for i, b in enumerate(reversed(head[6:])))
