"""WAV files in memory: mono, 16 kHz, 16 bits a sample."""

from __future__ import annotations

import io
import wave

import numpy as np

from ..audio.rate import RATE
from ..audio.samples import Samples

_LOUDEST = 32767


def wav(samples: Samples) -> bytes:
    """samples: [n], -1..1. The header of 44 bytes states the length."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(np.rint(samples * _LOUDEST).astype("<i2").tobytes())
    return file.getvalue()
