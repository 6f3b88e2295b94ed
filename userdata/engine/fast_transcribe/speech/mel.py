"""Whisper's log-mel spectrogram; equals openai/whisper's audio.py to 1e-4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..audio.rate import RATE
from ..audio.samples import Samples

N_FFT = 400  # samples: 25 ms
HOP = 160  # samples: 10 ms, one frame
WINDOW_FRAMES = 3000  # 30 s
_BLOCK = 150  # frames at a time, so that the spectra stay in the cache
_RANGE = 8.0  # powers of ten kept below the loudest value
_FLOOR = -10.0  # the least power, as a power of ten: that of digital silence
_SHIFT, _SCALE = 4.0, 0.25  # from powers of ten to the model's input
_SILENCE = (_FLOOR + _SHIFT) * _SCALE


class MelSpectrogram:
    """Computes float32 [n_mels, frames] for one window of speech."""

    def __init__(self, n_mels: int) -> None:
        self._filters = mel_filters(n_mels)
        self._hann = np.hanning(N_FFT + 1)[:-1].astype(np.float32)

    def __call__(self, audio: Samples) -> NDArray[np.float32]:
        """audio: [n], 16 kHz, at most 30 s -> one frame for every full 10 ms, at least one."""
        count = min(max(len(audio) // HOP, 1), WINDOW_FRAMES)
        frames = self._frames(audio)[:count]
        out = np.empty((len(self._filters), count), np.float32)
        work = _Workspace()
        for i in range(0, count, _BLOCK):
            power = work.power(frames[i : i + _BLOCK], self._hann)
            np.matmul(self._filters, power.T, out=out[:, i : min(i + _BLOCK, count)])
        _log_scale(out)
        return out

    @staticmethod
    def _frames(audio: Samples) -> NDArray[np.float32]:
        """Overlapping frames, centred: reflection before the audio, zeros after it."""
        half = N_FFT // 2
        padded = np.zeros(half + max(len(audio), half + 1) + N_FFT, np.float32)
        padded[half : half + len(audio)] = audio
        padded[:half] = padded[2 * half : half : -1]
        return np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP]


class _Workspace:
    """Reused buffers for one block's spectra: page faults would cost more than the arithmetic."""

    def __init__(self) -> None:
        self._windowed = np.empty((_BLOCK, N_FFT), np.float32)
        # NDArray[Any]: NumPy types rfft as complex128, but it writes into what it is given
        self._spectra: NDArray[Any] = np.empty((_BLOCK, N_FFT // 2 + 1), np.complex64)

    def power(self, frames: Samples, window: Samples) -> NDArray[np.float32]:
        """frames [n, 400], n at most 150 -> [n, 201]."""
        windowed, spectra = self._windowed[: len(frames)], self._spectra[: len(frames)]
        np.multiply(frames, window, out=windowed)
        parts = np.fft.rfft(windowed, out=spectra).view(np.float32)
        parts *= parts
        return parts[:, ::2] + parts[:, 1::2]


def padded(mels: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """[n_mels, frames] each -> [n, n_mels, 3000].

    Pads with the value of digital silence, as in Whisper's training. Zeros are a hum to the model:
    with them more words are wrong (docs/engine.md).
    """
    batch = np.empty((len(mels), len(mels[0]), WINDOW_FRAMES), np.float32)
    for row, mel in zip(batch, mels):
        row[:, : mel.shape[1]] = mel
        row[:, mel.shape[1] :] = max(mel.max() - _RANGE * _SCALE, _SILENCE)
    return batch


def mel_filters(n_mels: int) -> NDArray[np.float32]:
    """float32 [n_mels, 201]: Slaney's scale, linear to 1 kHz, then logarithmic; equal areas."""
    step = np.log(6.4) / 27.0  # log Hz per mel from 1 kHz on
    top = 15 + np.log(RATE / 2 / 1000) / step
    mels = np.linspace(0, top, n_mels + 2)
    above = 1000 * np.exp(step * (np.maximum(mels, 15) - 15))
    hz = np.where(mels < 15, mels * 200 / 3, above)[:, None]
    bins = np.fft.rfftfreq(N_FFT, 1 / RATE)[None]
    rising = (bins - hz[:-2]) / (hz[1:-1] - hz[:-2])
    falling = (hz[2:] - bins) / (hz[2:] - hz[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling))
    filters: NDArray[np.float32] = (triangles * 2 / (hz[2:] - hz[:-2])).astype(np.float32)
    return filters


def _log_scale(power: NDArray[np.float32]) -> None:
    """In place: log10, clamped to 8 below the loudest, shifted to about -1..1."""
    np.log10(np.maximum(power, 10**_FLOOR, out=power), out=power)
    np.maximum(power, power.max() - _RANGE, out=power)
    power += _SHIFT
    power *= _SCALE
