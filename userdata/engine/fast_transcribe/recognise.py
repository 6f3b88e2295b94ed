"""Windows of speech -> tokens, in batches. A window that looks wrong is read twice."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import ctranslate2
import numpy as np
from ctranslate2.models import Whisper, WhisperGenerationResult
from numpy.typing import NDArray

from .timemap import TimeMap
from .tokens import Vocabulary


@dataclass(frozen=True)
class MelWindow:
    """A window as the model takes it: float32 [n_mels, 3000], and where it comes from."""

    mel: NDArray[np.float32]
    times: TimeMap


@dataclass(frozen=True)
class Doubts:
    """Whisper's own thresholds (its paper, section 4.5), and what happens when they are crossed."""

    compression: float = 2.4  # text that zips better than this loops: read again with a beam
    log_probability: float = -1.0  # under this mean the model guesses: read again with a beam
    no_speech: float = 0.6  # over this, with a guess as text: dropped as silence
    second_beam: int = 5


@dataclass(frozen=True)
class Reading:
    """What the model wrote for one window, times included."""

    tokens: list[int]
    text_tokens: list[int]
    log_probability: float  # mean over the tokens, the end of text included
    no_speech: float
    loops: bool  # the text repeats itself


@dataclass(frozen=True)
class ReadBatch:
    """What the model made of a batch. `encoded`, the encoder's output, stays on its device."""

    windows: Sequence[MelWindow]
    prompt: list[int]
    encoded: ctranslate2.StorageView
    readings: list[Reading]


class Recogniser:
    """The model, and when not to believe it. Python's other threads run while it works."""

    def __init__(self, whisper: Whisper, vocabulary: Vocabulary, doubts: Doubts) -> None:
        self._whisper = whisper
        self._vocabulary = vocabulary
        self._doubts = doubts

    def read(self, windows: Sequence[MelWindow], prompt: list[int]) -> ReadBatch:
        """One reading a window, without text where nobody speaks."""
        features = np.stack([w.mel for w in windows])
        encoded = self._whisper.encode(ctranslate2.StorageView.from_array(features))
        readings = self._generate(encoded, [prompt] * len(windows), beam=1)
        doubtful = [i for i, r in enumerate(readings) if self._is_doubtful(r)]
        if doubtful:
            again = self._whisper.encode(ctranslate2.StorageView.from_array(features[doubtful]))
            prompts = [prompt] * len(doubtful)
            seconds = self._generate(again, prompts, self._doubts.second_beam)
            for i, second in zip(doubtful, seconds):
                readings[i] = _better(readings[i], second)
        return ReadBatch(windows, prompt, encoded, [self._silenced(r) for r in readings])

    def _generate(
        self, encoded: ctranslate2.StorageView, prompts: list[list[int]], beam: int
    ) -> list[Reading]:
        results = self._whisper.generate(
            encoded,
            prompts,
            beam_size=beam,
            return_scores=True,
            return_no_speech_prob=True,
        )
        return [self._reading(r) for r in results]

    def _reading(self, result: WhisperGenerationResult) -> Reading:
        tokens = result.sequences_ids[0]
        text_tokens = [t for t in tokens if self._vocabulary.is_text(t)]
        text = self._vocabulary.text(text_tokens).encode()
        return Reading(
            tokens,
            text_tokens,
            # CTranslate2 divides by the tokens without the end of text, Whisper with it
            log_probability=result.scores[0] * len(tokens) / (len(tokens) + 1),
            no_speech=result.no_speech_prob,
            loops=len(text) / len(zlib.compress(text)) > self._doubts.compression,
        )

    def _is_doubtful(self, reading: Reading) -> bool:
        guessed = reading.log_probability < self._doubts.log_probability
        speech = reading.no_speech < self._doubts.no_speech
        return reading.loops or (guessed and speech and bool(reading.text_tokens))

    def _silenced(self, reading: Reading) -> Reading:
        guessed = reading.log_probability < self._doubts.log_probability
        if not (guessed and reading.no_speech > self._doubts.no_speech):
            return reading
        return Reading([], [], reading.log_probability, reading.no_speech, loops=False)


def _better(first: Reading, second: Reading) -> Reading:
    """A text that does not loop before one that does, then the more probable one."""
    return max(first, second, key=lambda r: (not r.loops, r.log_probability))
