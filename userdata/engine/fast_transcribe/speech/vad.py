"""Silero VAD (v6) on a stream: the probability of speech per frame of 32 ms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..audio.samples import Samples
from .vad_features import CONTEXT, FRAME, VadFeatures
from .vad_lstm import LstmState, VadLstm

__all__ = ["FRAME", "Silero", "VadStream"]

_WEIGHTS = Path(__file__).parent / "assets" / "silero_vad_v6.npy"
_BLOCK = 128 * FRAME  # samples at a time, so that intermediate results stay in the cache


class Silero:
    """The network's weights, read once; streams share them, also across threads."""

    def __init__(self) -> None:
        weights = np.load(_WEIGHTS)
        self._features, self._lstm = VadFeatures(weights), VadLstm(weights)

    def stream(self) -> VadStream:
        """A new stream for one channel of a file."""
        return VadStream(self._features, self._lstm)


class VadStream:
    """Keeps its state between calls: any division into blocks gives the same result."""

    def __init__(self, features: VadFeatures, lstm: VadLstm) -> None:
        self._features, self._lstm = features, lstm
        self._before: Samples = np.zeros(CONTEXT, np.float32)
        self._state = LstmState()

    def probabilities(self, audio: Samples) -> NDArray[np.float32]:
        """audio: float32 [n * 512], 16 kHz -> [n], the probability of speech in each frame."""
        assert len(audio) % FRAME == 0, f"{len(audio)} samples are not whole frames"
        heard = np.concatenate([self._before, audio])
        self._before = heard[-CONTEXT:].copy()
        speech = np.empty(len(audio) // FRAME, np.float32)
        for at in range(0, len(audio), _BLOCK):
            features = self._features(heard[at : at + _BLOCK + CONTEXT])
            part = slice(at // FRAME, at // FRAME + len(features))
            speech[part] = self._lstm(features, self._state)
        return speech
