"""Stretches of a recording without decodable audio, which the decoder fills with silence."""

from __future__ import annotations

from typing import NamedTuple

CONTAINER_GAP = "container_gap"  # no packet covers that time
UNDECODABLE = "undecodable"  # the packets there are damaged


class Gap(NamedTuple):
    """Samples [start, end) of the recording, 16 kHz. reason: CONTAINER_GAP or UNDECODABLE."""

    start: int
    end: int
    reason: str
