"""Cuts the sound of a recording into stretches, while it is decoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ..audio.samples import Samples


def stretches(blocks: Iterable[Samples], every: int, overlap: int) -> Iterator[Samples]:
    """Yields [n]: the sound from cut to cut, and up to `overlap` samples of what follows.

    every: samples between two cuts. What is left at the end is a stretch of its own only if it is
    longer than the overlap: a shorter one is in the stretch before.
    """
    kept = np.empty(0, np.float32)
    for block in blocks:
        kept = np.concatenate([kept, block[0]])
        while len(kept) > every + overlap:
            yield kept[: every + overlap]
            kept = kept[every:]
    if len(kept) > 0:
        yield kept
