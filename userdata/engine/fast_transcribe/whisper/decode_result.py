"""The text that the model decodes from one window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class DecodeResult:
    """Like Whisper's DecodingResult. `tokens`: text tokens only.

    `words`: the words of `text`, also in scripts without spaces.
    `avg_logprob`: mean log-probability of all tokens, end of text included.
    `no_speech_prob`: probability that the window holds no speech, 0..1.
    `unfinished`: decoding stopped at the maximum number of tokens.
    """

    tokens: Sequence[int]
    text: str
    words: Sequence[str]
    avg_logprob: float
    no_speech_prob: float
    unfinished: bool = False
