"""Word times and probabilities: the decoder's attention aligned with the audio by DTW.

The encoder's output is the one that the text came from, so it costs one pass of the decoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ctranslate2 import StorageView
from ctranslate2.models import Whisper

from ..speech.mel import HOP, WINDOW_FRAMES
from .tokens import TIME_STEP, Vocabulary


@dataclass(frozen=True)
class Word:
    """Seconds; of the window when it comes from the alignment, of the file in a segment."""

    start: float
    end: float
    text: str
    probability: float


@dataclass(frozen=True)
class AlignedTokens:
    """Where each text token of a window is said, and how probable the model found it.

    `path`: the (token, 20 ms of audio) pairs that DTW visits, all tokens and the end of text among
    them; a window under 20 ms has none.
    """

    path: Sequence[tuple[int, int]]
    probabilities: Sequence[float]

    @cached_property
    def starts(self) -> Sequence[float]:
        """Window seconds at which each token begins, and at which the last one ends."""
        starts: dict[int, float] = {}
        for token, at in self.path:
            starts.setdefault(token, at * TIME_STEP)
        return [starts.get(i, 0.0) for i in range(len(self.probabilities) + 1)]

    def words(self, tokens: Sequence[int], first: int, vocabulary: Vocabulary) -> list[Word]:
        """The words of `tokens`, which are the window's text tokens from index `first` on."""
        begins = [i for i, t in enumerate(tokens) if i == 0 or vocabulary.begins_word(t)]
        ends = [*begins[1:], len(tokens)]
        return [
            self._word(vocabulary.text(tokens[b:e]), first + b, first + e)
            for b, e in zip(begins, ends)
        ]

    def probability(self, first: int, last: int) -> float:
        """Mean over the tokens [first, last)."""
        return float(np.mean(self.probabilities[first:last]))

    def _word(self, text: str, first: int, last: int) -> Word:
        return Word(self.starts[first], self.starts[last], text, self.probability(first, last))


@dataclass(frozen=True)
class Texts:
    """What was said in a batch: text tokens, and how many samples of audio, window by window."""

    prompt: Sequence[int]
    tokens: Sequence[Sequence[int]]
    samples: Sequence[int]


def align(whisper: Whisper, features: StorageView, texts: Texts) -> list[AlignedTokens]:
    """One for each window. `features`: of the batch, encoded already or not."""
    frames = [min(n // HOP, WINDOW_FRAMES) for n in texts.samples]
    tokens = [list(t) for t in texts.tokens]
    results = whisper.align(features, list(texts.prompt), tokens, frames)
    return [AlignedTokens(r.alignments, r.text_token_probs) for r in results]
