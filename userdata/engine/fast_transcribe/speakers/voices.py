"""The voices in one window of audio; checkpoints keep them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Span = tuple[float, float]  # seconds of the file
Vector = NDArray[np.float16]  # [192]


@dataclass(frozen=True, eq=False)
class Piece:
    """Part of what one voice says, between pauses.

    `vector`: what it sounds like, of length 1, or None with too little speech of this voice alone.
    Half precision, as checkpoints keep it, so that a continued run has the same speakers. `alone`:
    seconds that the vector could be made of.
    """

    spans: tuple[Span, ...]
    vector: Vector | None
    alone: float


Voice = tuple[Piece, ...]  # one person in one window, as the segmentation hears it
Voices = tuple[Voice, ...]  # of one window; different people
