"""Writes samples as AAC in MP4: nothing of the original file but its sound, and none of its metadata."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np

from ..audio.rate import RATE
from ..audio.samples import Samples

BITS_PER_SECOND = 48_000


def write_m4a(blocks: Iterable[Samples], path: Path) -> None:
    """Encodes the mean of the channels while the blocks come, in constant memory."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        stream.bit_rate = BITS_PER_SECOND
        position = 0
        for block in blocks:
            mono = np.ascontiguousarray(block.mean(axis=0, keepdims=True, dtype=np.float32))
            frame = av.AudioFrame.from_ndarray(mono, format="fltp", layout="mono")
            frame.sample_rate = RATE
            frame.pts = position
            position += mono.shape[1]
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
