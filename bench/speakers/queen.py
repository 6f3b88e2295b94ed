"""The spoken lines in the archive of the game Flight of the Amazon Queen, as files of their own.

A line is NNxxxxWs: dialogue NN, sentence xxxx, said by W ("J" is the hero, "P" the one he talks to),
part s.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

ARCHIVE = "usr/share/scummvm/flight-of-the-amazon-queen/queen.1c"
LINES = "lines"  # folder beside the archive's
_HEADER = 13  # bytes: "QTBL", version, form
_ENTRY = struct.Struct(">12sBII")  # name, bundle, offset, bytes
_LINE = re.compile(r"[0-9]{2}[0-9A-F]{4}[JP].\.SB")


def unpack_lines(root: Path) -> None:
    """Writes MP3 files into root/lines. root: the unpacked package."""
    archive = (root / ARCHIVE).read_bytes()
    (count,) = struct.unpack_from(">H", archive, _HEADER)
    begins = _HEADER + 2
    folder = root / LINES
    folder.mkdir()
    for entry in range(count):
        padded, _, at, size = _ENTRY.unpack_from(archive, begins + entry * _ENTRY.size)
        name = padded.rstrip(b"\0").decode("ascii")
        if _LINE.fullmatch(name):
            path = folder / Path(name).with_suffix(".mp3")
            path.write_bytes(archive[at : at + size])
