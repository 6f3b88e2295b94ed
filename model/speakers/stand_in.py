"""Makes stand-in/: small networks with the inputs and outputs of the real ones, for tests.

    python stand_in.py

The segmentation hears one voice wherever it is loud. The vector is the mean distance of each mel
band from its mean, multiplied with a random matrix: other spectra, other vectors. Equal packages
give equal bytes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from graph import Graph
from make import seal, serialized
from onnx import ModelProto

FOLDER = Path(__file__).with_name("stand-in")
_FRAME, _STEP = 991, 270  # samples, as of segmentation-3.0
_LOUD = 1e-5  # mean square from which somebody speaks: -50 dB
_SMOOTH = 11  # frames: 0.2 s
_STEEP = 40.0
_BANDS, _VECTOR = 80, 192


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, model in (("segmentation", segmentation()), ("campplus", campplus())):
        (FOLDER / f"{name}.onnx").write_bytes(serialized(model))
    seal(FOLDER, "stand-in for tests")


def segmentation() -> ModelProto:
    """x [windows, 1, samples] -> y [windows, frames, 7]: nobody or the first voice."""
    g = Graph()
    mean = g.constant(np.full((1, 1, _FRAME), 1 / _FRAME))
    power = g.add("Conv", g.add("Mul", "x", "x"), mean, strides=[_STEP])
    half = _SMOOTH // 2
    power = g.add("MaxPool", power, kernel_shape=[_SMOOTH], pads=[half, half])
    level = g.add("Div", g.add("Log", g.add("Max", power, g.constant(1e-12))), g.constant(_STEEP))
    loud = g.add("Sub", level, g.constant(np.log(_LOUD) / _STEEP))
    silent = g.add("Neg", loud)
    never = g.add("Sub", g.add("Neg", g.add("Abs", loud)), g.constant(1.0))
    scores = g.add("Concat", silent, loud, *[never] * 5, axis=1)
    scores = g.add("Transpose", scores, perm=[0, 2, 1])
    return g.model(["n", 1, "s"], ["n", "f", 7], g.add("LogSoftmax", scores, axis=-1))


def campplus() -> ModelProto:
    """x [stretches, frames, 80] -> y [stretches, 192]"""
    g = Graph()
    spread = g.add("ReduceMean", g.add("Abs", "x"), axes=[1], keepdims=0)
    shape = g.add("Sub", spread, g.add("ReduceMean", spread, axes=[1], keepdims=1))
    matrix = np.random.default_rng(20).normal(0, 1, (_BANDS, _VECTOR))
    return g.model(["n", "t", _BANDS], ["n", _VECTOR], g.add("MatMul", shape, g.constant(matrix)))


if __name__ == "__main__":
    main()
