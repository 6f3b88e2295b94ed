"""Word times and probabilities: the decoder's attention aligned with the audio by DTW.

The encoder's output is the one that the text came from, so it costs one pass of the decoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ctranslate2.models import Whisper

from .mel import HOP, WINDOW_FRAMES
from .recognise import ReadBatch
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
    """For each text token of a window: when it begins, and how probable the model found it.

    `starts` has one entry more: when the last token ends. Seconds of the window.
    """

    starts: Sequence[float]
    probabilities: Sequence[float]

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


def align(whisper: Whisper, batch: ReadBatch) -> list[AlignedTokens]:
    """One for each window of the batch."""
    frames = [min(w.times.samples // HOP, WINDOW_FRAMES) for w in batch.windows]
    texts = [r.text_tokens for r in batch.readings]
    results = whisper.align(batch.encoded, batch.prompt, texts, frames)
    return [
        AlignedTokens(_starts(r.alignments, len(text)), r.text_token_probs)
        for r, text in zip(results, texts)
    ]


def _starts(path: Sequence[tuple[int, int]], count: int) -> list[float]:
    """The path visits (token, 20 ms of audio) pairs: a token begins where it is first visited.

    It visits all of them, the end of text included.
    """
    starts: dict[int, float] = {}
    for token, at in path:
        starts.setdefault(token, at * TIME_STEP)
    return [starts[i] for i in range(count + 1)]
