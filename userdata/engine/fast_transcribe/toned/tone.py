"""Puts a tone in place of stretches of sound, while the sound is decoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..audio.rate import RATE
from ..audio.samples import Samples

PADDING = 0.15  # s before and after: the times of words are no closer than that
FREQUENCY = 1000.0  # Hz
LEVEL = 0.1  # of full scale, about as loud as speech


@dataclass(frozen=True)
class Span:
    """Seconds of the file."""

    start: float
    end: float


def toned(blocks: Iterable[Samples], spans: Sequence[Span]) -> Iterator[Samples]:
    """Yields blocks like those given, [channels, n]; inside the padded spans nothing is left."""
    silent = _samples_of(spans)
    begins = 0
    for block in blocks:
        ends = begins + block.shape[1]
        shown = block
        for start, end in silent:
            if start < ends and end > begins:
                shown = shown if shown is not block else block.copy()
                first, last = max(start, begins), min(end, ends)
                # By the number of the sample, so that blocks do not break the tone.
                phase = 2 * np.pi * FREQUENCY * np.arange(first, last) / RATE
                shown[:, first - begins : last - begins] = LEVEL * np.sin(phase)
        yield shown
        begins = ends
        silent = [one for one in silent if one[1] > begins]


def _samples_of(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return sorted(
        (max(0, int((one.start - PADDING) * RATE)), int((one.end + PADDING) * RATE) + 1)
        for one in spans
    )
