"""When the model is not believed: a stand-in that writes what it is told to, by beam."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fast_transcribe.engine import load_engine
from fast_transcribe.model import ModelOptions
from fast_transcribe.recognise import Doubts, MelWindow, ReadBatch, Recogniser
from fast_transcribe.timemap import TimeMap
from fast_transcribe.tokens import Vocabulary
from fast_transcribe.words import align


@dataclass
class Written:
    """As CTranslate2's WhisperGenerationResult."""

    sequences_ids: list[list[int]]
    scores: list[float]
    no_speech_prob: float


@dataclass
class WritingModel:
    """As CTranslate2's Whisper: `by_beam` holds what it writes for each window."""

    by_beam: dict[int, list[Written]]
    beams: list[int] = field(default_factory=list)

    def encode(self, features: Any) -> Any:
        return features

    def generate(self, _features: Any, prompts: list[list[int]], **options: Any) -> list[Written]:
        self.beams.append(options["beam_size"])
        written = self.by_beam[options["beam_size"]]
        assert len(written) == len(prompts)
        return written


@pytest.fixture(scope="module")
def vocabulary(model_dir: Path) -> Vocabulary:
    return Vocabulary(model_dir)


WORD = 256  # the first word of the micro model's vocabulary
SENTENCE = [WORD, WORD + 1, WORD + 2]
LOOP = [WORD, WORD + 1] * 100


def window() -> MelWindow:
    return MelWindow(np.zeros((80, 3000), np.float32), TimeMap(((0, 0),), 16000))


def read(model: WritingModel, vocabulary: Vocabulary, windows: int = 1) -> ReadBatch:
    recogniser = Recogniser(model, vocabulary, Doubts())  # type: ignore[arg-type]
    return recogniser.read([window()] * windows, vocabulary.prompt("sv"))


def test_a_sure_text_is_read_once(vocabulary: Vocabulary) -> None:
    model = WritingModel({1: [Written([SENTENCE], [-0.1], 0.0)]})
    assert read(model, vocabulary).readings[0].text_tokens == SENTENCE
    assert model.beams == [1]


def test_a_loop_is_read_again(vocabulary: Vocabulary) -> None:
    model = WritingModel({1: [Written([LOOP], [-0.1], 0.0)], 5: [Written([SENTENCE], [-0.4], 0.0)]})
    assert read(model, vocabulary).readings[0].text_tokens == SENTENCE


def test_only_the_doubtful_window_is_read_again(vocabulary: Vocabulary) -> None:
    sure = Written([SENTENCE], [-0.1], 0.0)
    guess = Written([SENTENCE[:1]], [-4.0], 0.1)
    better = Written([SENTENCE[:2]], [-0.5], 0.1)
    model = WritingModel({1: [sure, guess, sure], 5: [better]})
    readings = read(model, vocabulary, windows=3).readings
    assert [len(r.text_tokens) for r in readings] == [3, 2, 3]


def test_the_second_reading_is_not_taken_if_it_is_worse(vocabulary: Vocabulary) -> None:
    model = WritingModel(
        {1: [Written([SENTENCE], [-2.0], 0.1)], 5: [Written([SENTENCE[:1]], [-5.0], 0.1)]}
    )
    assert read(model, vocabulary).readings[0].text_tokens == SENTENCE


def test_a_guess_where_nobody_speaks_is_silence(vocabulary: Vocabulary) -> None:
    model = WritingModel({1: [Written([SENTENCE], [-2.0], 0.9)]})
    assert read(model, vocabulary).readings[0].text_tokens == []
    assert model.beams == [1]


def test_silence_beside_silence_is_aligned_with_nothing(model_dir: Path) -> None:
    engine = load_engine(ModelOptions(model_dir, "cpu"), None)
    batch = engine.recogniser.read([window(), window()], engine.vocabulary.prompt("sv"))
    assert [r.text_tokens for r in batch.readings] == [[], []]
    assert [(a.starts, a.probabilities) for a in align(engine.whisper, batch)] == [([0.0], [])] * 2


def test_a_sure_text_is_kept_whatever_the_silence_token_says(vocabulary: Vocabulary) -> None:
    model = WritingModel({1: [Written([SENTENCE], [-0.1], 0.9)]})
    assert read(model, vocabulary).readings[0].text_tokens == SENTENCE
