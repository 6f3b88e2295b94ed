"""The two networks of diarization in ONNX Runtime, on the CPU.

ONNX Runtime is imported here only, and only when speakers are asked for: it takes 22 MB of reading
from a cold disk.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..audio.rate import RATE
from ..audio.samples import Samples
from .errors import SpeakersUnavailable
from .filterbank import Filterbank
from .model_files import read_networks

WINDOW = 10 * RATE  # samples that the segmentation was trained on
FRAME_STEP = 270 / RATE  # seconds between the segmentation's frames
FIRST_FRAME = 495 / RATE  # seconds: the middle of the first
VECTOR = 192  # numbers of an embedding
LOCAL_VOICES = 3  # that the segmentation tells apart in a window
# the network's classes as sets of speaking voices: none, one of three, two of three
_SPEAKING = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.bool_
)


class Networks:
    """Who speaks when in 10 s of audio, and what a stretch of speech sounds like."""

    def __init__(self, directory: Path, threads: int = 1) -> None:
        """directory: as model/speakers/make.py makes it. threads: per call; two of them double the
        CPU time for little. Raises SpeakersUnavailable."""
        segmentation, campplus = read_networks(directory)
        self._segmentation = _session(segmentation, threads)
        self._campplus = _session(campplus, threads)
        self.filterbank = Filterbank()

    def activity(self, audio: Samples) -> NDArray[np.bool_]:
        """audio: [n], at most WINDOW; the rest counts as silence -> [frames, LOCAL_VOICES]."""
        window = np.zeros(WINDOW, np.float32)
        window[: len(audio)] = audio
        scores = self._segmentation.run(None, {"x": window[None, None]})[0][0]
        return np.asarray(_SPEAKING[scores.argmax(axis=1)])

    def embed(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """features: [frames, BINS] -> [VECTOR] of length 1; the same voice has a similar one."""
        centred = (features - features.mean(axis=0)).astype(np.float32)
        return unit(self._campplus.run(None, {"x": centred[None]})[0][0])


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """[..., n] -> of length 1 each; zeros stay."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def _session(model: bytes, threads: int) -> Any:
    # Read by newer versions than the pinned one, which would report usage.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    try:
        import onnxruntime
    except ImportError as e:
        raise SpeakersUnavailable(
            "ONNX Runtime, which tells speakers apart, is not installed; it is in"
            " userdata/engine/requirements-speakers.txt, for Python 3.10 to 3.13."
        ) from e
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3  # errors only: warnings are of hardware that it looks for
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as e:  # ONNX Runtime's errors have no common base
        raise SpeakersUnavailable(
            f"The networks that tell speakers apart could not be loaded: {e}."
        ) from e
