"""Speech in which a faint tone says who speaks, and networks that hear only these tones.

They stand in for the diarization networks, which cannot tell the synthetic voices of the micro
model's audio apart; test_marked_voices.py holds them to what the real ones answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from engine_command import REPOSITORY
from fast_transcribe.speakers.filterbank import FRAME, HOP
from fast_transcribe.speakers.networks import (
    FIRST_FRAME,
    FRAME_STEP,
    LOCAL_VOICES,
    VECTOR,
    WINDOW,
    unit,
)
from numpy.typing import NDArray

STAND_IN = REPOSITORY / "model" / "speakers" / "stand-in"  # whose manifest identifies them
RATE = 16000
TONES = {"a": 7000.0, "b": 7400.0, "c": 7700.0}  # Hz
_SPEECH = 6500.0  # Hz; what is above it is left out
_AMPLITUDE = 60  # of 32768
_HEARD = 0.4 * _AMPLITUDE / 32768
_FRAMES = 589  # of a window

Span = tuple[float, float, str]  # seconds, and whose


def marked(speech: NDArray[np.int16], spans: Sequence[Span]) -> NDArray[np.int16]:
    """speech: [n]. The tones last for the spans, above what is left of the speech."""
    spectrum = np.fft.rfft(speech)
    spectrum[np.fft.rfftfreq(len(speech), 1 / RATE) > _SPEECH] = 0
    sound = np.fft.irfft(spectrum, len(speech))
    for start, end, voice in spans:
        n = np.arange(round(start * RATE), min(round(end * RATE), len(speech)))
        sound[n] += _AMPLITUDE * np.sin(2 * np.pi * TONES[voice] * n / RATE)
    return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)


class MarkedNetworks:
    """As fast_transcribe.speakers.networks.Networks."""

    def __init__(self, directory: Path, threads: int = 1) -> None:
        """directory: not read."""

    def activity(self, audio: NDArray[np.float32]) -> NDArray[np.bool_]:
        padded = np.pad(audio, (0, WINDOW - len(audio) + FRAME))
        first = round(FIRST_FRAME * RATE) - FRAME // 2
        frames = np.stack(
            [
                padded[at : at + FRAME]
                for at in first + np.arange(_FRAMES) * round(FRAME_STEP * RATE)
            ]
        )
        return _loudness(frames) > _HEARD

    def filterbank(self, audio: NDArray[np.float32]) -> NDArray[np.float32]:
        """Three bands: the loudness of each tone."""
        frames = np.lib.stride_tricks.sliding_window_view(audio, FRAME)[::HOP]
        return _loudness(frames).astype(np.float32)

    def embed(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        vector = np.zeros(VECTOR, np.float32)
        vector[: len(TONES)] = features.mean(axis=0)
        return unit(vector)


def _loudness(frames: NDArray[np.float32]) -> NDArray[np.float64]:
    """frames: [n, FRAME] -> [n, LOCAL_VOICES], amplitudes."""
    assert len(TONES) == LOCAL_VOICES
    n = np.arange(FRAME) / RATE
    waves = np.exp(2j * np.pi * np.outer(n, list(TONES.values()))) * np.hanning(FRAME)[:, None]
    return np.abs(frames @ waves) * 4 / FRAME
