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
from .word_starts import word_starts


@dataclass(frozen=True)
class Word:
    """Seconds; of the window when it comes from the alignment, of the file in a segment.

    `joined`: no blank stands between it and the word before, as in writing without spaces.
    """

    start: float
    end: float
    text: str
    probability: float
    joined: bool = False


def joined(words: Sequence[Word]) -> str:
    """The words as text."""
    return "".join(w.text if w.joined or i == 0 else f" {w.text}" for i, w in enumerate(words))


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
        begins = word_starts(tokens, vocabulary)
        words, before = list[Word](), " "
        for b, e in zip(begins, [*begins[1:], len(tokens)]):
            text = vocabulary.decoded(tokens[b:e])
            joined = not (before[-1:].isspace() or text[:1].isspace())
            words.append(self._word(text.strip(), joined, (first + b, first + e)))
            before = text
        return words

    def probability(self, first: int, last: int) -> float:
        """Mean over the tokens [first, last)."""
        return float(np.mean(self.probabilities[first:last]))

    def _word(self, text: str, joined: bool, tokens: tuple[int, int]) -> Word:
        first, last = tokens
        probability = self.probability(first, last)
        return Word(self.starts[first], self.starts[last], text, probability, joined)


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
