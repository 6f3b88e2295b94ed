"""What all of the engine means by audio."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 16000  # samples per second, Whisper's
Samples = NDArray[np.float32]  # [n], or [channels, n]; -1..1
