"""A stretch of the file in which one speaker speaks."""

from __future__ import annotations

from typing import NamedTuple


class Turn(NamedTuple):
    """`start`, `end`: file seconds. `speaker`: "S1", "S2", ... in the order first heard."""

    start: float
    end: float
    speaker: str
