"""Stretches of a recording without sound of its own, filled with silence by the decoder."""

from __future__ import annotations

from typing import NamedTuple

CONTAINER_GAP = "container_gap"  # the container's clock has no audio there
UNDECODABLE = "undecodable"  # there were packets, but damaged ones


class Gap(NamedTuple):
    """Samples [start, end) of the recording, 16 kHz. reason: one of the above; more may come."""

    start: int
    end: int
    reason: str
