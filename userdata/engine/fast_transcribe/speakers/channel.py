"""Takes out of a voice's vector what a line, a room or noise adds to it, alike for all speakers.

One clip is heard clean, and through lines, rooms and noise; its vector moves mostly in a few
directions, which `npm run bench speakers -- channel` has found for these networks. Without them a
vector says more of the voice, and one threshold suits clean and spoiled speech (nuisance attribute
projection).
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .networks import unit

DIRECTIONS = Path(__file__).parent / "assets" / "channel.npy"  # strongest first


def without_channel(vector: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """vector: [n]. count: of directions. Returns it without them, of length 1."""
    directions = _directions()[:count]
    return unit(vector - directions.T @ (directions @ vector))


def channel_identity() -> str:
    """The file's SHA-256."""
    return hashlib.sha256(DIRECTIONS.read_bytes()).hexdigest()


@cache
def _directions() -> NDArray[np.float32]:
    return np.asarray(np.load(DIRECTIONS), np.float32)
