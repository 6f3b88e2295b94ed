"""What the model wrote for one window, before it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """Tokens, times included; `log_probability` is their mean, the end of text included.

    `no_speech`: how probable the model finds it that nobody speaks in the window, 0..1.
    """

    tokens: Sequence[int]
    text_tokens: Sequence[int]
    log_probability: float
    no_speech: float
    unfinished: bool = False  # the model stopped before the end of the window
