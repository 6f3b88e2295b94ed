"""What becomes of a window: read once, read again if it looks wrong, read on if it was cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fast_transcribe.engine import load_engine
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.mel_window import MelWindow
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.whisper.guards import GuardRules, Guards
from fast_transcribe.whisper.model import ModelOptions, load_model
from fast_transcribe.whisper.recognise import Reader, Recogniser, Understood
from fast_transcribe.whisper.sampler import Sampler, Sampling
from fast_transcribe.whisper.tokens import Vocabulary

WORD, TIME = 256, 50364  # first ids of the micro model's words and timestamps


@dataclass
class Written:
    """As CTranslate2's WhisperGenerationResult."""

    sequences_ids: list[list[int]]
    scores: list[float]
    no_speech_prob: float = 0.0


@dataclass
class Aligned:
    """As CTranslate2's WhisperAlignmentResult."""

    alignments: list[tuple[int, int]]
    text_token_probs: list[float]


@dataclass
class WritingModel:
    """As CTranslate2's Whisper: writes what it is told to, one batch after the other."""

    batches: list[list[Written]]
    temperatures: list[float] = field(default_factory=list)

    def encode(self, features: Any) -> Any:
        return features

    def align(
        self, _features: Any, _prompt: Any, texts: list[list[int]], _frames: Any
    ) -> list[Aligned]:
        return [Aligned([(i, i) for i in range(len(t) + 1)], [0.9] * len(t)) for t in texts]

    def generate(self, _features: Any, prompts: list[list[int]], **options: Any) -> list[Written]:
        self.temperatures.append(options.get("sampling_temperature", 0.0))
        written = self.batches.pop(0)
        assert len(written) == len(prompts)
        return written


@pytest.fixture(scope="module")
def vocabulary(model_dir: Path) -> Vocabulary:
    return Vocabulary(model_dir)


def at(second: float) -> int:
    return TIME + round(second / 0.02)


def sentence(*words: int, start: float = 0.0, end: float = 4.0) -> list[int]:
    return [at(start), *(WORD + w for w in words), at(end)]


SENTENCE = sentence(0, 1, 2)
LOOP = sentence(*[0, 1] * 20, end=30.0)


def window(number: int = 0) -> MelWindow:
    excerpt = Excerpt(TimeMap(((0, 0),), 30 * 16000), ((0, 30 * 16000),))
    return MelWindow(number, 0, excerpt, np.zeros((80, 3000), np.float32))


def read(
    model: WritingModel, vocabulary: Vocabulary, windows: int = 1, longest: int = 224
) -> list[Understood]:
    guards = Guards(vocabulary, GuardRules())
    sampler = Sampler(lambda: model, Sampling())  # type: ignore[arg-type, return-value]
    reader = Reader(model, vocabulary, guards, sampler, longest)  # type: ignore[arg-type]
    recogniser, prompt = Recogniser(reader), vocabulary.prompt("sv")
    drafts = recogniser.read([window()] * windows, prompt)
    return [recogniser.believe(draft, prompt) for draft in drafts]


def test_a_sure_text_is_read_once(vocabulary: Vocabulary) -> None:
    model = WritingModel([[Written([SENTENCE], [-0.1])]])
    assert read(model, vocabulary)[0].reading.tokens == SENTENCE
    assert model.temperatures == [0.0]


def test_a_loop_is_read_again_at_a_higher_temperature(vocabulary: Vocabulary) -> None:
    model = WritingModel([[Written([LOOP], [-0.1])], [Written([SENTENCE], [-0.4])]])
    (understood,) = read(model, vocabulary)
    assert understood.reading.tokens == SENTENCE
    assert understood.judgement.flags == ((),)
    assert model.temperatures == [0.0, 0.4]


def test_what_loops_twice_is_flagged_and_kept(vocabulary: Vocabulary) -> None:
    model = WritingModel([[Written([LOOP], [-0.1])], [Written([LOOP], [-0.4])]])
    (understood,) = read(model, vocabulary)
    assert understood.reading.tokens == LOOP
    assert understood.judgement.flags == (("repetition",),)
    assert len(model.temperatures) == 2


def test_only_the_doubtful_window_is_read_again(vocabulary: Vocabulary) -> None:
    sure = Written([SENTENCE], [-0.1])
    guess = Written([sentence(0)], [-4.0], 0.1)
    better = Written([sentence(0, 1)], [-0.5], 0.1)
    model = WritingModel([[sure, guess, sure], [better]])
    understood = read(model, vocabulary, windows=3)
    assert [len(u.reading.text_tokens) for u in understood] == [3, 2, 3]
    assert [len(u.aligned.probabilities) for u in understood] == [3, 2, 3]


def test_the_second_reading_is_not_taken_if_it_is_worse(vocabulary: Vocabulary) -> None:
    model = WritingModel([[Written([SENTENCE], [-2.0], 0.1)], [Written([sentence(0)], [-5.0])]])
    assert read(model, vocabulary)[0].reading.tokens == SENTENCE


def test_a_guess_where_nobody_speaks_is_flagged_and_kept(vocabulary: Vocabulary) -> None:
    guess = Written([SENTENCE], [-2.0], 0.9)
    (understood,) = read(WritingModel([[guess], [guess]]), vocabulary)
    assert understood.reading.tokens == SENTENCE
    assert understood.judgement.flags == (("possible_hallucination",),)


def test_a_text_longer_than_the_model_writes_is_read_on(vocabulary: Vocabulary) -> None:
    first = [*sentence(0, 1, end=4.0), *sentence(2, start=4.0, end=20.0), at(20.0), WORD + 3]
    rest = sentence(3, 4, start=0.0, end=9.0)
    model = WritingModel([[Written([first], [-0.2])], [Written([rest], [-0.4])]])
    (understood,) = read(model, vocabulary, longest=len(first))
    reading = understood.reading
    assert reading.tokens == [*first[:-2], *sentence(3, 4, start=20.0, end=29.0)]
    assert reading.text_tokens == [WORD + w for w in (0, 1, 2, 3, 4)]
    assert -0.4 < reading.log_probability < -0.15
    assert not reading.unfinished


def test_what_cannot_be_read_on_is_unfinished(vocabulary: Vocabulary) -> None:
    endless = [at(0.0), *(WORD + w for w in range(9))]
    model = WritingModel([[Written([endless], [-0.2])]])
    (understood,) = read(model, vocabulary, longest=len(endless))
    reading = understood.reading
    assert (reading.tokens, reading.unfinished) == (endless, True)


def test_silence_beside_silence_is_aligned_with_nothing(model_dir: Path) -> None:
    engine = load_engine(ModelOptions(model_dir, "cpu"), None)
    prompt = engine.vocabulary.prompt("sv")
    drafts = engine.recogniser.read([window(0), window(1)], prompt)
    assert [d.reading.text_tokens for d in drafts] == [[], []]
    assert [(d.aligned.starts, d.aligned.probabilities) for d in drafts] == [([0.0], [])] * 2


def noise(number: int) -> MelWindow:
    mel = np.random.default_rng(number).normal(0, 0.5, (80, 3000)).astype(np.float32)
    return replace(window(number), mel=mel)


def test_a_window_is_drawn_alike_whatever_was_drawn_before(
    model_dir: Path, vocabulary: Vocabulary
) -> None:
    model = load_model(ModelOptions(model_dir, "cpu"))
    sampling = Sampling(temperature=1.0)

    def drawn(*numbers: int) -> Sequence[list[int]]:
        sampler = Sampler(model.copy, sampling)
        read = [sampler.read(noise(n), vocabulary.prompt("sv")) for n in numbers]
        return read[-1].sequences_ids

    alone = drawn(7)
    assert len(alone) == sampling.best_of
    assert len({tuple(s) for s in alone}) > 1  # it is by chance
    assert drawn(3, 5, 7) == alone
