"""What all of the engine means by audio."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # [n], or [channels, n]; 16 kHz, -1..1


def samples_of(rows: Sequence[bytes]) -> Samples:
    """float32 of each channel, as FFmpeg has it -> [channels, n]."""
    return sanitised(np.stack([np.frombuffer(row, np.float32) for row in rows]))


def sanitised(samples: Samples) -> Samples:
    """In place. A file of floats may hold anything: one NaN would silence all that comes after."""
    np.clip(samples, -1.0, 1.0, out=samples)
    if np.isnan(samples.min()):
        samples[np.isnan(samples)] = 0.0
    return samples
