"""Windows that share calls of the model get the same text as alone, in batches of any size."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fast_transcribe.errors import GpuMemoryExhausted
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.mel_window import MelWindow
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.whisper.answers import Answers
from fast_transcribe.whisper.decoding import BEAMS, Decoding
from fast_transcribe.whisper.fitting import FittingCalls
from fast_transcribe.whisper.quality_checks import QualityChecks, QualityThresholds
from fast_transcribe.whisper.recognise import Recogniser
from fast_transcribe.whisper.tokens import Vocabulary
from fast_transcribe.whisper.window_text import DecodedWindow
from hypothesis import given, settings
from hypothesis import strategies as st

WORD, RATE = 256, 16000  # first id of the micro model's words
OUT_OF_MEMORY = "CUDA failed with error out of memory"


@dataclass
class DeterministicModel:
    """Replaces CTranslate2's Whisper; its text depends only on the sound and the decoding options.

    It writes sentences, loops, guesses or nothing. `room`: number of texts that fit its memory.
    """

    room: int = 1000
    calls: list[int] = field(default_factory=list)  # number of texts in each

    def encode(self, features: Any) -> Any:
        self._allocate(len(np.asarray(features)))
        return features

    def generate(self, features: Any, prompts: Sequence[Any], **how: Any) -> list[SimpleNamespace]:
        sounds = np.asarray(features)
        assert len(sounds) == len(prompts)
        self._allocate(len(sounds) * how["beam_size"])
        return [self._written(sound, how) for sound in sounds]

    def align(
        self, features: Any, _prompt: Any, texts: Sequence[Sequence[int]], _frames: Any
    ) -> list[SimpleNamespace]:
        """Half a second per word; some words are improbable."""
        assert len(np.asarray(features)) == len(texts)
        return [
            SimpleNamespace(
                alignments=[(i, 25 * i) for i in range(len(text) + 1)],
                text_token_probs=[0.1 if t % 23 == 0 else 0.9 for t in text],
            )
            for text in texts
        ]

    def _allocate(self, texts: int) -> None:
        if texts > self.room:
            raise RuntimeError(OUT_OF_MEMORY)
        self.calls.append(texts)

    def _written(self, sound: Any, how: dict[str, Any]) -> SimpleNamespace:
        chance = random.Random(repr((sound[0, ::100].tolist(), sorted(how.items()))))
        return SimpleNamespace(
            sequences_ids=[_text(chance) for _ in range(how["beam_size"])],
            scores=[-chance.choice([0.1, 0.3, 2.0]) for _ in range(how["beam_size"])],
            no_speech_prob=chance.choice([0.0, 0.9]),
        )


def _text(chance: random.Random) -> list[int]:
    begins, count = WORD + chance.randrange(100), chance.randrange(1, 30)
    loop = [begins, begins + 1] * 20
    return chance.choice([[], loop, list(range(begins, begins + count))])


def window(which: int) -> MelWindow:
    """Two pieces of speech that are one second apart in the file."""
    chance = random.Random(which)
    first, second = (chance.randrange(1, 12) * RATE for _ in range(2))
    samples = first + second
    pieces = TimeMap(((0, 0), (first, first + RATE)), samples)
    speech = ((0, first), (first + RATE, samples + RATE))
    # One row: the model that replaces CTranslate2's takes any number
    mel = np.random.default_rng(which).normal(size=(1, samples // 160)).astype(np.float32)
    return MelWindow(which, 0, Excerpt(pieces, speech), mel)


@pytest.fixture(scope="module")
def vocabulary(model_dir: Path) -> Vocabulary:
    return Vocabulary(model_dir)


def decoded(
    windows: Sequence[MelWindow],
    vocabulary: Vocabulary,
    model: DeterministicModel,
    calls: FittingCalls,
) -> list[DecodedWindow]:
    recogniser = Recogniser(vocabulary, QualityChecks(QualityThresholds()))
    decoding = Decoding(model, vocabulary)  # type: ignore[arg-type]
    answers = Answers(decoding, vocabulary.prompt("sv"), calls)
    return recogniser.with_fallback(windows, recogniser.decode(windows, answers), answers)


@cache
def alone(which: int, vocabulary: Vocabulary) -> DecodedWindow:
    (result,) = decoded([window(which)], vocabulary, DeterministicModel(), FittingCalls(1))
    return result


batches = st.lists(st.integers(0, 200), min_size=1, max_size=6)


@settings(max_examples=60)
@given(batches, st.integers(1, 20))
def test_a_window_has_the_text_that_it_has_alone(
    vocabulary: Vocabulary, which: list[int], batch_size: int
) -> None:
    """So a resumed transcript, which has other batches, equals an uninterrupted one."""
    found = decoded(
        list(map(window, which)), vocabulary, DeterministicModel(), FittingCalls(batch_size)
    )
    assert found == [alone(n, vocabulary) for n in which]


@settings(max_examples=40)
@given(batches, st.integers(BEAMS, 12))
def test_smaller_batches_when_memory_is_short_give_the_same_texts(
    vocabulary: Vocabulary, which: list[int], room: int
) -> None:
    model, calls = DeterministicModel(room), FittingCalls(50)
    found = decoded(list(map(window, which)), vocabulary, model, calls)
    assert found == [alone(n, vocabulary) for n in which]


def test_a_call_has_at_most_as_many_texts_as_a_batch_has_windows(vocabulary: Vocabulary) -> None:
    model = DeterministicModel()
    decoded(list(map(window, range(20))), vocabulary, model, FittingCalls(20))
    assert max(model.calls) == 20


def test_no_room_for_the_beams_of_one_window(vocabulary: Vocabulary) -> None:
    with pytest.raises(GpuMemoryExhausted, match="smaller compute type"):
        decoded(
            list(map(window, range(10))), vocabulary, DeterministicModel(BEAMS - 1), FittingCalls(4)
        )


def test_a_finished_batch_keeps_no_sound(vocabulary: Vocabulary) -> None:
    """Freed at once: a GPU's memory would not wait for Python's garbage collection."""
    windows = list(map(window, range(8)))
    sounds = [weakref.ref(w.mel) for w in windows]
    gc.collect()
    gc.disable()
    try:
        decoded(windows, vocabulary, DeterministicModel(), FittingCalls(4))
        windows.clear()
        assert [sound for sound in sounds if sound() is not None] == []
    finally:
        gc.enable()
