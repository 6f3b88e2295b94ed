"""What the model wrote for one window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class DecodeResult:
    """Text tokens; `log_probability` is the mean of all tokens', the end of text included.

    `words`: what the text divides into, also in writing without spaces.
    `no_speech`: how probable the model finds it that nobody speaks in the window, 0..1.
    `unfinished`: the model stopped because it may write no more tokens.
    """

    tokens: Sequence[int]
    text: str
    words: Sequence[str]
    log_probability: float
    no_speech: float
    unfinished: bool = False
