"""The second half of Silero's network: features -> LSTM -> probability of speech.

The LSTM runs frame by frame, so each NumPy call counts: about nine per frame. As
sigmoid(x) = (tanh(x / 2) + 1) / 2, all gates are one tanh; both factors 1 / 2 are applied to the
weights beforehand, which is exact in floating point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

_UNITS = 128  # of the LSTM

Array = NDArray[np.float32]


def _zeros() -> Array:
    return np.zeros(_UNITS, np.float32)


@dataclass
class LstmState:
    """State after a frame, each [128]. `hidden` is twice ONNX's."""

    hidden: Array = field(default_factory=_zeros)
    cell: Array = field(default_factory=_zeros)


class VadLstm:
    """Read-only weights: safe to share between threads."""

    def __init__(self, weights: NDArray[np.void]) -> None:
        """weights: the record in assets/."""
        self._input = _gates(weights["lstm_input"])
        self._bias = _gates(weights["lstm_bias"])
        self._recurrent = _gates(weights["lstm_recurrent"]) / 2  # for the doubled `hidden`
        self._speech = weights["speech_weight"] / 2  # the same
        self._speech_bias = weights["speech_bias"]

    def __call__(self, features: Array, state: LstmState) -> Array:
        """features: [n, 128] -> [n], 0..1. Advances `state` by the n frames."""
        gates = features @ self._input
        gates += self._bias
        hidden = self._recur(gates, state)
        speech = np.maximum(hidden, 0) @ self._speech + self._speech_bias
        # float32, although NumPy's types say float64
        probabilities: NDArray[Any] = np.tanh(speech / 2) / 2 + np.float32(0.5)
        return probabilities

    def _recur(self, projected: Array, state: LstmState) -> Array:
        """projected: [n, 512], the input's part of the gates -> hidden [n, 128], doubled."""
        row = np.empty(5 * _UNITS, np.float32)  # output, input, forget, candidate; cell
        gates, sigmoids, output = row[: 4 * _UNITS], row[: 3 * _UNITS], row[:_UNITS]
        input_forget, candidate_cell = row[_UNITS : 3 * _UNITS], row[3 * _UNITS :]
        cell, squashed = row[4 * _UNITS :], np.empty(_UNITS, np.float32)
        products = np.empty(2 * _UNITS, np.float32)
        added, kept = products[:_UNITS], products[_UNITS:]
        one, half = np.float32(1), np.float32(0.5)
        hidden = np.empty((len(projected), _UNITS), np.float32)
        before, cell[:] = state.hidden, state.cell
        for inputs, after in zip(projected, hidden):
            np.dot(before, self._recurrent, out=gates)
            np.add(gates, inputs, out=gates)
            np.tanh(gates, out=gates)
            np.add(sigmoids, one, out=sigmoids)  # doubled: 0..2
            np.multiply(input_forget, candidate_cell, out=products)
            np.add(added, kept, out=cell)
            np.multiply(cell, half, out=cell)
            np.tanh(cell, out=squashed)
            np.multiply(output, squashed, out=after)
            before = after
        state.hidden, state.cell = before.copy(), cell.copy()
        return hidden


def _gates(weights: Array) -> Array:
    """ONNX's input, output, forget, candidate -> output, input, forget, all halved; candidate."""
    into, output, forget, candidate = np.split(weights, 4, axis=-1)
    return np.concatenate([output / 2, into / 2, forget / 2, candidate], axis=-1)
