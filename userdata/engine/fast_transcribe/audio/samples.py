"""The engine's type for audio."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # [n], or [channels, n]; 16 kHz, -1..1


def samples_of(rows: Sequence[bytes]) -> Samples:
    """float32 bytes, one row per channel -> [channels, n], sanitised."""
    return sanitised(np.stack([np.frombuffer(row, np.float32) for row in rows]))


def sanitised(samples: Samples) -> Samples:
    """In place: clipped to -1..1, NaN as 0. One NaN would silence everything after it."""
    np.clip(samples, -1.0, 1.0, out=samples)
    if np.isnan(samples.min()):
        samples[np.isnan(samples)] = 0.0
    return samples
