"""The ways in which the model is asked for text: the quickest first, others where that looks wrong.

Always without timestamp tokens. With them, Whisper ends a window early where it holds that the next
phrase belongs to the next window; a third more tokens are written; and the times are no better than
those of the alignment (docs/engine.md has the figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from ctranslate2 import StorageView
from ctranslate2.models import Whisper, WhisperGenerationResult
from numpy.typing import NDArray

from ..speech.mel import padded
from .decode_result import DecodeResult
from .tokens import Vocabulary
from .word_starts import written_words

# CTranslate2 stops after half of Whisper's 448 positions: dense speech can have more to say
LONGEST = 224
BEAMS = 5  # texts that are followed, and given
# A phrase of so many tokens is not written twice: what is left of a loop is what it hides
_NO_REPEAT: dict[str, Any] = {"no_repeat_ngram_size": 6, "repetition_penalty": 1.1}


class Decoding:
    """Deterministic: a window gives the same text whatever was decoded before it, so a resumed
    transcript is that of one run. `longest`: tokens after which the model stops."""

    def __init__(self, whisper: Whisper, vocabulary: Vocabulary, longest: int = LONGEST) -> None:
        self.whisper = whisper
        self._vocabulary = vocabulary
        self._longest = longest

    def greedy(self, encoded: StorageView, count: int, prompt: Sequence[int]) -> list[DecodeResult]:
        """One for each window of the batch. encoded: features [count, …], or their encoding."""
        results = self._generate(encoded, count, prompt, {"beam_size": 1})
        return [self._result(result, 0) for result in results]

    def beams(
        self, encoded: StorageView, count: int, prompt: Sequence[int]
    ) -> list[list[DecodeResult]]:
        """Five for each window, by beam search, the likeliest first."""
        way = {"beam_size": BEAMS, "num_hypotheses": BEAMS}
        results = self._generate(encoded, count, prompt, way)
        return [[self._result(r, i) for i in range(len(r.sequences_ids))] for r in results]

    def unrepeated(
        self, encoded: StorageView, count: int, prompt: Sequence[int]
    ) -> list[DecodeResult]:
        """One for each window: no phrase twice."""
        results = self._generate(encoded, count, prompt, {"beam_size": 1, **_NO_REPEAT})
        return [self._result(result, 0) for result in results]

    def _generate(
        self, encoded: StorageView, count: int, prompt: Sequence[int], way: dict[str, Any]
    ) -> list[WhisperGenerationResult]:
        results: list[WhisperGenerationResult] = self.whisper.generate(
            encoded,
            [[*prompt, self._vocabulary.no_timestamps]] * count,
            max_length=2 * self._longest,
            return_scores=True,
            return_no_speech_prob=True,
            **way,
        )
        return results

    def _result(self, result: WhisperGenerationResult, which: int) -> DecodeResult:
        written = result.sequences_ids[which]
        tokens = [t for t in written if self._vocabulary.is_text(t)]
        return DecodeResult(
            tokens,
            self._vocabulary.text(tokens),
            written_words(tokens, self._vocabulary),
            # CTranslate2 divides by the tokens without the end of text, Whisper with it
            log_probability=result.scores[which] * len(written) / (len(written) + 1),
            no_speech=result.no_speech_prob,
            unfinished=len(written) >= self._longest,
        )


def features(mels: Sequence[NDArray[np.float32]]) -> StorageView:
    """[n_mels, frames] each -> the model's input: every window as long as 30 s."""
    return StorageView.from_array(padded(mels))
