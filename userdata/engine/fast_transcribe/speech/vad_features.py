"""The first half of Silero's network: frames -> features, each frame on its own, no state.

STFT -> magnitudes -> four convolutions over the 4 time steps inside a frame, each with a ReLU. The
layers are matrix products over all frames at once. Each takes only the steps that its output sees:
the network's zero padding is never multiplied.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..audio.samples import Samples

FRAME = 512  # samples per probability (32 ms)
CONTEXT = 64  # samples of the previous frame that the network sees as well
_REFLECTED = 64  # samples after the frame: reflection padding of the network
_N_FFT = 256  # samples
_HOP = 128  # samples
_STEPS = (CONTEXT + FRAME + _REFLECTED - _N_FFT) // _HOP + 1  # time steps in one frame: 4
_BINS = _N_FFT // 2 + 1
_CHANNELS = (128, 64, 64, 128)  # outputs of the convolutions

Array = NDArray[np.float32]


class VadFeatures:
    """Read-only weights: safe to share between threads."""

    def __init__(self, weights: NDArray[np.void]) -> None:
        """weights: the record in assets/, [taps * inputs, outputs] for each convolution."""
        self._cosines, self._sines = _folded_stft()
        self._weights: list[Array] = [weights[f"conv{i}_weight"] for i in range(len(_CHANNELS))]
        self._biases: list[Array] = [weights[f"conv{i}_bias"] for i in range(len(_CHANNELS))]

    def __call__(self, heard: Samples) -> Array:
        """heard: [64 + n * 512], the first 64 from the frame before -> [n, 128]."""
        first, second, third, last = self._weights
        x = self._magnitudes(heard)  # [n, 4 * 129]
        three, two = 3 * _BINS, 2 * _BINS
        x = self._activate(
            0,
            x[:, :two] @ first[_BINS:],
            x[:, :three] @ first,
            x[:, _BINS:] @ first,
            x[:, two:] @ first[:two],
        )
        one = _CHANNELS[0]  # from here on stride 2: two steps are left, then one
        x = self._activate(1, x[:, : 2 * one] @ second[one:], x[:, one:] @ second)
        x = self._activate(2, x @ third[_CHANNELS[1] :])
        return self._activate(3, x @ last[_CHANNELS[2] : 2 * _CHANNELS[2]])

    def _magnitudes(self, heard: Samples) -> Array:
        """-> [n, 4 * 129]. Cosines are even and sines odd around a window's middle, so its halves
        are added and subtracted first: half the products of a plain DFT.
        """
        windows = _windows(heard)
        left, right = windows[..., 1 : _N_FFT // 2], windows[..., : _N_FFT // 2 : -1]
        even = np.empty((*windows.shape[:2], _N_FFT // 2), np.float32)
        np.add(left, right, out=even[..., :-1])
        even[..., -1] = windows[..., _N_FFT // 2]
        power = even.reshape(-1, _N_FFT // 2) @ self._cosines
        imaginary = (left - right).reshape(-1, _N_FFT // 2 - 1) @ self._sines
        power *= power
        imaginary *= imaginary
        power[:, 1:-1] += imaginary  # the first and the last bin have no sine
        np.sqrt(power, out=power)
        return power.reshape(len(windows), -1)

    def _activate(self, layer: int, *steps: Array) -> Array:
        """Bias and ReLU; steps: [n, channels] each -> [n, steps * channels]."""
        x = np.stack(steps, axis=1)
        x += self._biases[layer]
        return np.maximum(x, 0, out=x).reshape(len(x), -1)


def _folded_stft() -> tuple[Array, Array]:
    """Hann window times DFT, samples 1..128 of a window -> cosines [128, 129], sines [127, 127].

    Sample 0 is 0 under the window, and 256 - n pairs with n. The sines' sign does not matter here.
    """
    n = np.arange(1, _N_FFT // 2 + 1)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * n / _N_FFT)
    turns = 2 * np.pi * np.outer(n, np.arange(_BINS)) / _N_FFT
    cosines, sines = hann[:, None] * np.cos(turns), hann[:, None] * np.sin(turns)
    return cosines.astype(np.float32), sines[:-1, 1:-1].astype(np.float32)


def _windows(heard: Samples) -> Array:
    """-> [n, 4, 256], a view of the frames, each followed by its reflection."""
    frames = np.lib.stride_tricks.sliding_window_view(heard, CONTEXT + FRAME)[::FRAME]
    x = np.empty((len(frames), CONTEXT + FRAME + _REFLECTED), np.float32)
    x[:, :-_REFLECTED] = frames
    x[:, -_REFLECTED:] = frames[:, -2 : -2 - _REFLECTED : -1]
    return np.lib.stride_tricks.sliding_window_view(x, _N_FFT, axis=1)[:, ::_HOP]
