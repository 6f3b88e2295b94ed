"""Silero VAD (v6, ONNX) over a stream: where in the audio somebody speaks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from .decode import Samples

FRAME = 512  # samples that one probability stands for (32 ms)
_CONTEXT = 64  # samples of the frame before that the network sees as well
_STATE = (1, 1, 128)  # of its LSTM
_MODEL = Path(__file__).parent / "assets" / "silero_vad_v6.onnx"


class Silero:
    """Keeps the LSTM's state and the context between calls: blocks equal the whole file."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        # one thread: the other stages run beside it, and the graph is too small to gain
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(
            str(_MODEL), options, providers=["CPUExecutionProvider"]
        )
        self.restart()

    def restart(self) -> None:
        """Forgets what was heard: the next call begins another file."""
        self._hidden = self._cell = np.zeros(_STATE, np.float32)
        self._before = np.zeros(_CONTEXT, np.float32)

    def probabilities(self, audio: Samples) -> NDArray[np.float32]:
        """audio [n * 512] -> [n], the probability of speech in each frame."""
        heard = np.concatenate([self._before, audio])
        self._before = heard[-_CONTEXT:]
        frames = np.lib.stride_tricks.sliding_window_view(heard, FRAME + _CONTEXT)[::FRAME]
        inputs = {"input": np.ascontiguousarray(frames), "h": self._hidden, "c": self._cell}
        speech, self._hidden, self._cell = self._session.run(None, inputs)
        return speech.ravel()
