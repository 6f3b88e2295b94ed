"""Decoding methods: greedy first; beam search and a repetition ban for doubtful windows.

Never with timestamp tokens. With them Whisper ends a window early if it assigns the next phrase to
the next window, writes a third more tokens, and the times are no better than the alignment's
(figures: docs/engine.md).
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

MAX_TOKENS = 224  # half of Whisper's 448 positions, CTranslate2's limit; dense speech may exceed it
BEAMS = 5  # beam size and number of texts returned
# Bans repeated 6-grams of tokens, so that a loop gives way to the speech after it
_NO_REPEAT: dict[str, Any] = {"no_repeat_ngram_size": 6, "repetition_penalty": 1.1}


class Decoding:
    """Deterministic: a window's text does not depend on earlier windows, so a resumed transcript
    equals an uninterrupted one. `max_tokens`: per window, where the model stops."""

    def __init__(
        self, whisper: Whisper, vocabulary: Vocabulary, max_tokens: int = MAX_TOKENS
    ) -> None:
        self.whisper = whisper
        self._vocabulary = vocabulary
        self._max_tokens = max_tokens

    def greedy(self, encoded: StorageView, count: int, prompt: Sequence[int]) -> list[DecodeResult]:
        """Returns one result per window. encoded: features or encoder output, [count, …]."""
        results = self._generate(encoded, count, prompt, {"beam_size": 1})
        return [self._result(result, 0) for result in results]

    def beams(
        self, encoded: StorageView, count: int, prompt: Sequence[int]
    ) -> list[list[DecodeResult]]:
        """Returns BEAMS results per window, by beam search, the likeliest first."""
        options = {"beam_size": BEAMS, "num_hypotheses": BEAMS}
        results = self._generate(encoded, count, prompt, options)
        return [[self._result(r, i) for i in range(len(r.sequences_ids))] for r in results]

    def unrepeated(
        self, encoded: StorageView, count: int, prompt: Sequence[int]
    ) -> list[DecodeResult]:
        """Returns one result per window, with repeated phrases banned."""
        results = self._generate(encoded, count, prompt, {"beam_size": 1, **_NO_REPEAT})
        return [self._result(result, 0) for result in results]

    def _generate(
        self, encoded: StorageView, count: int, prompt: Sequence[int], options: dict[str, Any]
    ) -> list[WhisperGenerationResult]:
        results: list[WhisperGenerationResult] = self.whisper.generate(
            encoded,
            [[*prompt, self._vocabulary.no_timestamps]] * count,
            max_length=2 * self._max_tokens,
            return_scores=True,
            return_no_speech_prob=True,
            **options,
        )
        return results

    def _result(self, result: WhisperGenerationResult, which: int) -> DecodeResult:
        written = result.sequences_ids[which]
        tokens = [t for t in written if self._vocabulary.is_text(t)]
        return DecodeResult(
            tokens,
            self._vocabulary.text(tokens),
            written_words(tokens, self._vocabulary),
            # CTranslate2's mean excludes the end of text, Whisper's includes it
            avg_logprob=result.scores[which] * len(written) / (len(written) + 1),
            no_speech_prob=result.no_speech_prob,
            unfinished=len(written) >= self._max_tokens,
        )


def features(mels: Sequence[NDArray[np.float32]]) -> StorageView:
    """Pads log-mels [n_mels, frames] to 30 s and stacks them into the model's input."""
    return StorageView.from_array(padded(mels))
