"""Kaldi's log filterbank, the input of CAM++; equals kaldi-native-fbank to 4e-4."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..audio.rate import RATE
from ..audio.samples import Samples

HOP = 160  # samples between frames: 10 ms
FRAME = 400  # samples of a frame: 25 ms
BINS = 80
_N_FFT = 512
_LOWEST = 20.0  # hertz
_PREEMPHASIS = 0.97
_FLOOR = float(np.finfo(np.float32).eps)


class Filterbank:
    """Computes float32 [frames, 80]."""

    def __init__(self) -> None:
        n = np.arange(FRAME)
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * n / (FRAME - 1))
        self._window = (hann**0.85).astype(np.float32)  # Povey's window
        self._filters = _mel_filters()

    def __call__(self, audio: Samples) -> NDArray[np.float32]:
        """audio: [n] at 16 kHz, n at least FRAME; frame i begins at sample HOP * i."""
        cut = np.lib.stride_tricks.sliding_window_view(audio, FRAME)[::HOP]
        frames = cut - cut.mean(axis=1, keepdims=True)
        frames[:, 1:] -= _PREEMPHASIS * frames[:, :-1]
        frames[:, 0] *= 1 - _PREEMPHASIS
        spectra = np.fft.rfft(frames * self._window, _N_FFT)
        power = (spectra.real**2 + spectra.imag**2).astype(np.float32)
        banks = np.maximum(power[:, : _N_FFT // 2] @ self._filters, _FLOOR)
        return np.asarray(np.log(banks), np.float32)


def _mel_filters() -> NDArray[np.float32]:
    """[256, 80]: triangles of equal width in mel, one high at their tops."""
    edges = np.linspace(_mel(_LOWEST), _mel(RATE / 2), BINS + 2)
    at = _mel(np.arange(_N_FFT // 2) * RATE / _N_FFT)[:, None]
    rising = (at - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - at) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def _mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127 * np.log1p(np.asarray(hertz, np.float64) / 700))
