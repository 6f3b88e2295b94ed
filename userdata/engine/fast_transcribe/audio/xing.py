"""What an encoder of MP3 notes in the first frame, which then has no sound: frames and bytes.

Everything else that tells an MP3's length guesses it from the bit rate. Where the note stands is
told in "Mp3 Info Tag revision 1" (LAME); "Xing" is its name with a variable bit rate, else "Info".
"""

from __future__ import annotations

from dataclasses import dataclass

from .source import AudioSource, read_fully

_NAMES = (b"Xing", b"Info")
_PLACES = (13, 21, 36)  # bytes: a frame's header, then its side information of 9, 17 or 32
_HAS_FRAMES, _HAS_BYTES = 1, 2  # of the flags
_LOWEST, _HIGHEST = 8_000, 320_000  # bits per second, of any MP3


@dataclass(frozen=True)
class XingNote:
    """frames: that follow; start, end: bytes of the file between which they are, None: not said."""

    frames: int
    start: int
    end: int | None

    def fits(self, seconds: float, size: int) -> bool:
        """Whether so many seconds can be in a file of so many bytes."""
        bits = 8 * (size - self.start)
        return _LOWEST * seconds <= bits <= _HIGHEST * (seconds + 1.0)


def xing_note(source: AudioSource) -> XingNote | None:
    """None if it is no MP3, or does not say. Leaves the source at its beginning."""
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
    """Bytes of the tag before the sound (ID3v2.4, section 3.1); 7 bits of a byte count."""
    source.seek(0)
    head = read_fully(source, 10)
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    footer = 10 if head[5] & 0x10 else 0
    return 10 + footer + sum((b & 0x7F) << 7 * i for i, b in enumerate(reversed(head[6:])))
