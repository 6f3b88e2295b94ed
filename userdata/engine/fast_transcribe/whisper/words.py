"""Word times and probabilities: aligns the decoder's attention with the audio by DTW.

It reuses the encoder output that the text was decoded from, so it costs one pass of the decoder.
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
class Replacement:
    """What stood in the place of an entry of the word list, in file seconds in a segment.

    `words`: how many words, this one first, stand there now. `entry`: without its sentence's signs.
    """

    written: str
    entry: str
    words: int = 1


@dataclass(frozen=True)
class Word:
    """Times in seconds: of the window after alignment, of the file in a segment.

    `joined`: no space separates it from the previous word, as in scripts without spaces. `speaker`:
    "S1", "S2" … at the end, if speakers were asked for. `replacement`: the model wrote something else
    here (word_list/); on the first word of a place.
    """

    start: float
    end: float
    text: str
    probability: float
    joined: bool = False
    speaker: str | None = None
    replacement: Replacement | None = None


def joined(words: Sequence[Word]) -> str:
    """Joins the words into text."""
    return "".join(w.text if w.joined or i == 0 else f" {w.text}" for i, w in enumerate(words))


@dataclass(frozen=True)
class AlignedTokens:
    """Times and probabilities of a window's text tokens.

    `path`: DTW's pairs of (token index, index of 20 ms of audio), which cover every token and the
    end of text; empty for a window under 20 ms.
    """

    path: Sequence[tuple[int, int]]
    probabilities: Sequence[float]

    @cached_property
    def starts(self) -> Sequence[float]:
        """Window second at which each token begins, then that at which the last one ends."""
        starts: dict[int, float] = {}
        for token, at in self.path:
            starts.setdefault(token, at * TIME_STEP)
        return [starts.get(i, 0.0) for i in range(len(self.probabilities) + 1)]

    def words(self, tokens: Sequence[int], first: int, vocabulary: Vocabulary) -> list[Word]:
        """Groups `tokens`, the window's text tokens from index `first` on, into words."""
        begins = word_starts(tokens, vocabulary)
        words, before = list[Word](), " "
        for b, e in zip(begins, [*begins[1:], len(tokens)]):
            text = vocabulary.decoded(tokens[b:e])
            joined = not (before[-1:].isspace() or text[:1].isspace())
            words.append(self._word(text.strip(), joined, (first + b, first + e)))
            before = text
        return words

    def probability(self, first: int, last: int) -> float:
        """Mean probability of the tokens [first, last)."""
        return float(np.mean(self.probabilities[first:last]))

    def _word(self, text: str, joined: bool, tokens: tuple[int, int]) -> Word:
        first, last = tokens
        probability = self.probability(first, last)
        return Word(self.starts[first], self.starts[last], text, probability, joined)


@dataclass(frozen=True)
class Texts:
    """The texts of a batch: text tokens and audio samples (16 kHz) per window."""

    prompt: Sequence[int]
    tokens: Sequence[Sequence[int]]
    samples: Sequence[int]


def align(whisper: Whisper, features: StorageView, texts: Texts) -> list[AlignedTokens]:
    """Returns one alignment per window. features: of the batch, or its encoder output."""
    frames = [min(n // HOP, WINDOW_FRAMES) for n in texts.samples]
    tokens = [list(t) for t in texts.tokens]
    results = whisper.align(features, list(texts.prompt), tokens, frames)
    return [AlignedTokens(r.alignments, r.text_token_probs) for r in results]
