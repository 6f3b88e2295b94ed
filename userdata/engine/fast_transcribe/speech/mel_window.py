"""Windows at each step of the pipeline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.samples import Samples
from .excerpt import Excerpt


@dataclass(frozen=True)
class PlacedWindow:
    """`number`: index among all windows of the file, from 0; the same in every run."""

    number: int
    channel: int
    excerpt: Excerpt


@dataclass(frozen=True)
class SpokenWindow(PlacedWindow):
    """A window with its audio: float32 [n], 16 kHz. `is_known`: its text is in the checkpoint."""

    audio: Samples
    is_known: bool = False


@dataclass(frozen=True)
class MelWindow(PlacedWindow):
    """A window as log-mel: float32 [n_mels, frames], as long as its audio. `is_known`: as above."""

    mel: NDArray[np.float32]
    is_known: bool = False

    def without_mel(self) -> PlacedWindow:
        """A copy that frees the mel, up to 1 MB, once the window is decoded."""
        return PlacedWindow(self.number, self.channel, self.excerpt)
