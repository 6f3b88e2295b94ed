"""Writes files that would take a decoder's memory or time: `bomb.py OUT...`, by the name of each OUT."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "userdata" / "engine"))
sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))

import bombs

BOMBS: dict[str, Callable[[Path], Path]] = {
    "packets.m4a": lambda path: bombs.m4a_of_many_packets(path, 170_000_000),
    "streams.ogg": lambda path: bombs.ogg_of_streams(path, 2000),
    "tags.mp3": lambda path: bombs.mp3(path, tags=60_000),
    "tags.flac": lambda path: bombs.flac(path, tags=60_000),
    "tags.m4a": lambda path: bombs.m4a(path, tags=60_000),
    "tags.ogg": lambda path: bombs.opus(path, tags=60_000),
    "cover.m4a": lambda path: bombs.m4a(path, cover=15 << 20),
}

for out in map(Path, sys.argv[1:]):
    BOMBS[out.name](out)
