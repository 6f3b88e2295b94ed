"""Whisper's log-mel spectrogram, the same numbers as openai/whisper's audio.py to 1e-4."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .decode import RATE, Samples

N_FFT = 400  # samples: 25 ms
HOP = 160  # samples: 10 ms, one frame
WINDOW_FRAMES = 3000  # 30 s
_BLOCK = 300  # frames at a time: the spectra stay in the cache
_RANGE = 8.0  # powers of ten under the loudest value that are kept


class MelSpectrogram:
    """Computes float32 [n_mels, 3000] for one window of speech."""

    def __init__(self, n_mels: int) -> None:
        self._filters = mel_filters(n_mels)
        self._hann = np.hanning(N_FFT + 1)[:-1].astype(np.float32)

    def __call__(self, audio: Samples) -> NDArray[np.float32]:
        """audio [n], 16 kHz, at most 30 s. Frames after the audio are 0.0, set after the log."""
        count = min(max(len(audio) // HOP, 1), WINDOW_FRAMES)
        frames = self._frames(audio)[:count]
        out = np.zeros((len(self._filters), WINDOW_FRAMES), np.float32)
        for i in range(0, count, _BLOCK):
            spectrum = np.fft.rfft(frames[i : i + _BLOCK] * self._hann).astype(
                np.complex64, copy=False
            )
            parts = spectrum.view(np.float32)
            parts *= parts
            power = parts[:, ::2] + parts[:, 1::2]
            np.matmul(self._filters, power.T, out=out[:, i : min(i + _BLOCK, count)])
        _log_scale(out[:, :count])
        return out

    @staticmethod
    def _frames(audio: Samples) -> NDArray[np.float32]:
        """Overlapping frames, centred: reflected before the audio, zeros after it."""
        half = N_FFT // 2
        audio = np.pad(audio, (0, max(0, half + 1 - len(audio))))
        padded = np.pad(np.pad(audio, (half, 0), "reflect"), (0, N_FFT))
        return np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP]


def mel_filters(n_mels: int) -> NDArray[np.float32]:
    """[n_mels, 201]: Slaney's mel scale (linear to 1 kHz, then logarithmic), equal areas."""
    step = np.log(6.4) / 27.0  # from 1 kHz on, each mel is this much in log Hz
    top = 15 + np.log(RATE / 2 / 1000) / step
    mels = np.linspace(0, top, n_mels + 2)
    above = 1000 * np.exp(step * (np.maximum(mels, 15) - 15))
    hz = np.where(mels < 15, mels * 200 / 3, above)[:, None]
    bins = np.fft.rfftfreq(N_FFT, 1 / RATE)[None]
    rising = (bins - hz[:-2]) / (hz[1:-1] - hz[:-2])
    falling = (hz[2:] - bins) / (hz[2:] - hz[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling))
    return (triangles * 2 / (hz[2:] - hz[:-2])).astype(np.float32)


def _log_scale(power: NDArray[np.float32]) -> None:
    """In place: log10, clamped to 8 under the loudest, shifted to about -1..1."""
    np.log10(np.maximum(power, 1e-10, out=power), out=power)
    np.maximum(power, power.max() - _RANGE, out=power)
    power += 4.0
    power *= 0.25
