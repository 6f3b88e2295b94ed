"""16-bit mono WAV files as samples from -1 to 1."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


def read_wav(path: Path) -> tuple[Samples, int]:
    """Samples and sample rate."""
    with wave.open(str(path)) as file:
        if (file.getsampwidth(), file.getnchannels()) != (2, 1):
            raise ValueError(f"{path.name} is not 16-bit mono, so it is not what was pinned.")
        frames = file.readframes(file.getnframes())
        samples = np.frombuffer(frames, "<i2").astype(np.float32)
        return samples / np.float32(32768), file.getframerate()


def write_wav(path: Path, samples: NDArray[np.floating[Any]], rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
