"""pyannote's segmentation-3.0 as an ONNX graph: SincNet, four bidirectional LSTMs, three layers.

x [windows, 1, samples] at 16 kHz -> y [windows, frames, 7], log-probabilities of: nobody; one of
three speakers; two of them (1 and 2, 1 and 3, 2 and 3).
"""

from __future__ import annotations

import numpy as np
from graph import Graph
from numpy.typing import NDArray
from onnx import ModelProto
from wheel import Tensors

_EPSILON = 1e-5
_SINC = "sincnet.conv1d.0.filterbank"


def segmentation(w: Tensors) -> ModelProto:
    g = Graph()
    x = _sincnet(g, w)
    for layer in range(4):
        x = _lstm(g, w, layer, x)
    x = g.add("Transpose", x, perm=[1, 0, 2])
    for name in ("linear.0", "linear.1", "classifier"):
        x = g.add("MatMul", x, g.constant(w[f"{name}.weight"].T))
        x = g.add("Add", x, g.constant(w[f"{name}.bias"]))
        if name != "classifier":
            x = g.add("LeakyRelu", x, alpha=0.01)
    return g.model(["n", 1, "s"], ["n", "f", 7], g.add("LogSoftmax", x, axis=-1))


def _sincnet(g: Graph, w: Tensors) -> str:
    """-> [frames, windows, 60]"""

    def norm(x: str, name: str) -> str:
        scale, bias = g.constant(w[f"{name}.weight"]), g.constant(w[f"{name}.bias"])
        return g.add("InstanceNormalization", x, scale, bias, epsilon=_EPSILON)

    x = norm("x", "sincnet.wav_norm1d")
    x = g.add("Conv", x, g.constant(_sinc_filters(w)), strides=[10])
    x = g.add("Abs", x)
    for i in range(3):
        if i:
            conv = f"sincnet.conv1d.{i}"
            x = g.add("Conv", x, g.constant(w[f"{conv}.weight"]), g.constant(w[f"{conv}.bias"]))
        x = g.add("MaxPool", x, kernel_shape=[3], strides=[3])
        x = g.add("LeakyRelu", norm(x, f"sincnet.norm1d.{i}"), alpha=0.01)
    return g.add("Transpose", x, perm=[2, 0, 1])


def _lstm(g: Graph, w: Tensors, layer: int, x: str) -> str:
    """[frames, windows, inputs] -> [frames, windows, 256]"""
    directions = (f"l{layer}", f"l{layer}_reverse")

    def weights(name: str) -> str:
        return g.constant(np.stack([_onnx_gates(w[f"lstm.{name}_{d}"]) for d in directions]))

    def bias(direction: str) -> NDArray[np.float32]:
        parts = [_onnx_gates(w[f"lstm.bias_{name}_{direction}"]) for name in ("ih", "hh")]
        return np.concatenate(parts)

    inputs = [weights("weight_ih"), weights("weight_hh")]
    inputs.append(g.constant(np.stack([bias(d) for d in directions])))
    x = g.add("LSTM", x, *inputs, hidden_size=128, direction="bidirectional")
    x = g.add("Transpose", x, perm=[0, 2, 1, 3])
    return g.add("Reshape", x, g.integer([0, 0, -1]))


def _onnx_gates(gates: NDArray[np.float32]) -> NDArray[np.float32]:
    """torch has the gates in the order i f c o, ONNX i o f c."""
    i, f, c, o = np.split(gates, 4)
    return np.concatenate([i, o, f, c])


def _sinc_filters(w: Tensors) -> NDArray[np.float32]:
    """[80, 1, 251]: 40 band-passes, each once even and once odd, from their edges in hertz.

    As asteroid-filterbanks' ParamSincFB computes them at each call.
    """
    low = 50 + np.abs(w[f"{_SINC}.low_hz_"])
    high = np.clip(low + 50 + np.abs(w[f"{_SINC}.band_hz_"]), 50, 8000)
    window, n = w[f"{_SINC}.window_"], w[f"{_SINC}.n_"]
    band = high - low
    even = (np.sin(high @ n) - np.sin(low @ n)) / (n / 2) * window
    odd = (np.cos(low @ n) - np.cos(high @ n)) / (n / 2) * window
    even = np.concatenate([even, 2 * band, even[:, ::-1]], axis=1)
    odd = np.concatenate([odd, 0 * band, -odd[:, ::-1]], axis=1)
    filters = np.concatenate([even, odd])[:, None] / np.tile(2 * band, (2, 1))[:, None]
    return np.asarray(filters, np.float32)
