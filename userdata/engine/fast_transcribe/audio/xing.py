"""The number of frames that an encoder of MP3 notes in the first one, which then has no sound.

Everything else that tells an MP3's length guesses it from the bit rate. Where the note stands is
told in "Mp3 Info Tag revision 1" (LAME); "Xing" is its name with a variable bit rate, else "Info".
"""

from __future__ import annotations

from .source import AudioSource, read_fully

_NAMES = (b"Xing", b"Info")
_PLACES = (13, 21, 36)  # bytes: a frame's header, then its side information of 9, 17 or 32
_HAS_FRAMES = 1  # of the flags


def stated_frames(source: AudioSource) -> int | None:
    """None if it is no MP3, or does not say. Leaves the source at its beginning."""
    source.seek(_id3_length(source))
    frame = read_fully(source, _PLACES[-1] + 12)
    source.seek(0)
    if frame[:1] != b"\xff":
        return None
    for at in _PLACES:
        name, flags, frames = frame[at : at + 4], frame[at + 4 : at + 8], frame[at + 8 : at + 12]
        if name in _NAMES and int.from_bytes(flags, "big") & _HAS_FRAMES:
            return int.from_bytes(frames, "big")
    return None


def _id3_length(source: AudioSource) -> int:
    """Bytes of the tag before the sound (ID3v2.4, section 3.1); 7 bits of a byte count."""
    source.seek(0)
    head = read_fully(source, 10)
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    footer = 10 if head[5] & 0x10 else 0
    return 10 + footer + sum((b & 0x7F) << 7 * i for i, b in enumerate(reversed(head[6:])))
