"""Recogniser: decodes once, again by other methods if doubtful, then speech without words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fast_transcribe.engine import load_engine
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.mel_window import MelWindow
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.whisper.answers import Answers
from fast_transcribe.whisper.decoding import Decoding
from fast_transcribe.whisper.fitting import FittingCalls
from fast_transcribe.whisper.model import ModelOptions
from fast_transcribe.whisper.quality_checks import QualityChecks, QualityThresholds
from fast_transcribe.whisper.recognise import Recogniser
from fast_transcribe.whisper.tokens import Vocabulary
from fast_transcribe.whisper.window_text import DecodedWindow

WORD, RATE = 256, 16000  # first id of the micro model's words
SECONDS_PER_WORD = 0.5


@dataclass
class Written:
    """Replaces CTranslate2's WhisperGenerationResult."""

    sequences_ids: list[list[int]]
    scores: list[float]
    no_speech_prob: float = 0.0


@dataclass
class Aligned:
    """Replaces CTranslate2's WhisperAlignmentResult."""

    alignments: list[tuple[int, int]]
    text_token_probs: list[float]


@dataclass
class ScriptedModel:
    """Replaces CTranslate2's Whisper: each call returns the next entry of the script.

    Each word takes half a second, from the start of the sound.
    """

    script: list[list[Written]]
    asked: list[dict[str, Any]] = field(default_factory=list)
    heard: list[int] = field(default_factory=list)  # frames with sound, per call
    probabilities: list[float] = field(default_factory=list)  # of the first aligned text

    def encode(self, features: Any) -> Any:
        return features

    def align(
        self, _features: Any, _prompt: Any, texts: list[list[int]], _frames: Any
    ) -> list[Aligned]:
        step = round(SECONDS_PER_WORD / 0.02)
        sure, self.probabilities = self.probabilities, []
        return [
            Aligned([(i, step * i) for i in range(len(t) + 1)], sure or [0.9] * len(t))
            for t in texts
        ]

    def generate(self, features: Any, prompts: list[list[int]], **options: Any) -> list[Written]:
        self.asked.append({**options, "prompt": prompts[0]})
        sound = np.asarray(features)[0, 0]
        self.heard.append(int(np.count_nonzero(sound != sound[-1])))
        written = self.script.pop(0)
        assert len(written) == len(prompts)
        return written


@pytest.fixture(scope="module")
def vocabulary(model_dir: Path) -> Vocabulary:
    return Vocabulary(model_dir)


def words(*which: int) -> list[int]:
    return [WORD + w for w in which]


SENTENCE = words(*range(10))  # five seconds of speech
LOOP = words(*[0, 1] * 20)
SURE = [Written([SENTENCE], [-0.1])]
NOTHING = [Written([[]], [0.0])]


def window(seconds: float = 5.0) -> MelWindow:
    samples = round(seconds * RATE)
    excerpt = Excerpt(TimeMap(((0, 0),), samples), ((0, samples),))
    return MelWindow(0, 0, excerpt, np.ones((80, round(100 * seconds)), np.float32))


def decode(
    model: ScriptedModel,
    vocabulary: Vocabulary,
    windows: Sequence[MelWindow] = (window(),),
    max_tokens: int = 224,
) -> list[DecodedWindow]:
    decoding = Decoding(model, vocabulary, max_tokens)  # type: ignore[arg-type]
    recogniser = Recogniser(vocabulary, QualityChecks(QualityThresholds()))
    answers = Answers(decoding, vocabulary.prompt("sv"), FittingCalls(20))
    return recogniser.with_fallback(windows, recogniser.decode(windows, answers), answers)


def tokens(decoded: DecodedWindow, vocabulary: Vocabulary) -> list[int]:
    """The words' tokens; in the micro model each word is one token."""
    known = tokens_by_text(vocabulary)
    return [known[w.text] for w in decoded.words]


@cache
def tokens_by_text(vocabulary: Vocabulary) -> dict[str, int]:
    return {vocabulary.text([t]): t for t in range(WORD, vocabulary.end_of_text)}


def test_a_plausible_text_is_decoded_once_and_without_timestamps(vocabulary: Vocabulary) -> None:
    model = ScriptedModel([SURE])
    (decoded,) = decode(model, vocabulary)
    assert tokens(decoded, vocabulary) == SENTENCE
    assert decoded.unread == []
    (asked,) = model.asked
    assert asked["beam_size"] == 1
    assert asked["prompt"] == [*vocabulary.prompt("sv"), vocabulary.no_timestamps]


def test_a_loop_is_decoded_by_other_methods(vocabulary: Vocabulary) -> None:
    loop, better = [Written([LOOP], [-0.1])], [Written([SENTENCE], [-0.4])]
    model = ScriptedModel([loop, better])
    (decoded,) = decode(model, vocabulary)
    assert tokens(decoded, vocabulary) == SENTENCE
    assert set(decoded.flags) == {()}
    assert model.asked[1]["beam_size"] == 5
    model = ScriptedModel([loop, loop, better])
    (decoded,) = decode(model, vocabulary)
    assert tokens(decoded, vocabulary) == SENTENCE
    assert model.asked[2]["no_repeat_ngram_size"] > 0


def test_a_window_with_an_improbable_word_is_decoded_again(
    vocabulary: Vocabulary,
) -> None:
    """The word after an omitted phrase is improbable; the likelier text contains the phrase."""
    skipping = Written([words(0, 1, 8, 9)], [-0.3])
    model = ScriptedModel([[skipping], [Written([SENTENCE, words(0, 1, 8, 9)], [-0.2, -0.3])]])
    model.probabilities = [0.9, 0.9, 0.07, 0.9]
    (decoded,) = decode(model, vocabulary)
    assert tokens(decoded, vocabulary) == SENTENCE
    assert model.asked[1]["beam_size"] == 5


def test_the_quality_checks_choose_before_the_likelihood(vocabulary: Vocabulary) -> None:
    """Loops are often the likeliest text."""
    beams = Written([LOOP, LOOP[:-1], SENTENCE, LOOP[:-2]], [-0.05, -0.06, -0.5, -0.07])
    model = ScriptedModel([[Written([LOOP], [-0.1])], [beams]])
    (decoded,) = decode(model, vocabulary)
    assert tokens(decoded, vocabulary) == SENTENCE


def test_a_loop_in_every_method_is_flagged_and_kept(vocabulary: Vocabulary) -> None:
    loop = [Written([LOOP], [-0.1])]
    (decoded,) = decode(ScriptedModel([loop, loop, loop]), vocabulary, [window(20.0)])
    assert tokens(decoded, vocabulary) == LOOP
    assert set(decoded.flags) == {("repetition",)}


def test_only_the_doubtful_window_is_decoded_again(vocabulary: Vocabulary) -> None:
    sure, guess = SURE[0], Written([words(*range(10, 20))], [-4.0], 0.1)
    better = Written([words(*range(20, 30))], [-0.5], 0.1)
    model = ScriptedModel([[sure, guess, sure], [better]])
    decoded = decode(model, vocabulary, [window()] * 3)
    assert [tokens(u, vocabulary) for u in decoded] == [
        SENTENCE,
        words(*range(20, 30)),
        SENTENCE,
    ]


def test_doubtful_windows_are_decoded_again_in_one_call(vocabulary: Vocabulary) -> None:
    """Those still doubtful after beam search share one more call."""
    sure, loop, better = SURE[0], Written([LOOP], [-0.1]), Written([SENTENCE], [-0.4])
    model = ScriptedModel([[loop, sure, loop, loop], [better, loop, loop], [better, better]])
    decoded = decode(model, vocabulary, [window()] * 4)
    assert [tokens(u, vocabulary) for u in decoded] == [SENTENCE] * 4
    assert [asked["beam_size"] for asked in model.asked] == [1, 5, 1]


def test_omitted_speech_of_several_windows_is_decoded_in_one_call(vocabulary: Vocabulary) -> None:
    second, third = words(*range(10, 20)), words(*range(20, 30))
    parts = [Written([second], [-0.2]), Written([third], [-0.2])]
    model = ScriptedModel([SURE * 2, parts])
    decoded = decode(model, vocabulary, [window(10.0)] * 2)
    assert [tokens(u, vocabulary) for u in decoded] == [
        [*SENTENCE, *second],
        [*SENTENCE, *third],
    ]


def test_a_worse_alternative_is_not_taken(vocabulary: Vocabulary) -> None:
    worse = [Written([words(*range(20, 30))], [-5.0])]
    model = ScriptedModel([[Written([SENTENCE], [-2.0], 0.1)], worse, worse])
    (decoded,) = decode(model, vocabulary)
    assert tokens(decoded, vocabulary) == SENTENCE


def test_a_guess_where_the_model_detects_no_speech_is_flagged_and_kept(
    vocabulary: Vocabulary,
) -> None:
    guess = [Written([SENTENCE], [-2.0], 0.9)]
    (decoded,) = decode(ScriptedModel([guess, guess, guess]), vocabulary)
    assert tokens(decoded, vocabulary) == SENTENCE
    assert set(decoded.flags) == {("possible_hallucination",)}


def test_decoding_continues_where_a_text_stops_early(vocabulary: Vocabulary) -> None:
    """The text stops after 5 of 12 s of speech, and again 5 s later."""
    second, third = words(*range(10, 20)), words(*range(20, 23))
    model = ScriptedModel([SURE, [Written([second], [-0.2])], [Written([third], [-0.2])]])
    (decoded,) = decode(model, vocabulary, [window(12.0)])
    assert tokens(decoded, vocabulary) == [*SENTENCE, *second, *third]
    assert decoded.unread == []
    assert model.heard[0] > model.heard[1] > model.heard[2]
    times = [t for w in decoded.words for t in (w.start, w.end)]
    assert times == sorted(times)


def test_decoding_continues_after_the_maximum_number_of_tokens(vocabulary: Vocabulary) -> None:
    rest = words(*range(10, 20))
    model = ScriptedModel([SURE, [Written([rest], [-0.4])]])
    (decoded,) = decode(model, vocabulary, [window(10.0)], max_tokens=len(SENTENCE))
    assert tokens(decoded, vocabulary) == [*SENTENCE, *rest]


def test_decoding_continues_after_an_alternative_text(vocabulary: Vocabulary) -> None:
    better = [Written([SENTENCE], [-0.3])]
    rest = words(*range(10, 20))
    script = [[Written([LOOP], [-0.1])], better, [Written([rest], [-0.4])]]
    (decoded,) = decode(ScriptedModel(script), vocabulary, [window(10.0)])
    assert tokens(decoded, vocabulary) == [*SENTENCE, *rest]


def test_words_that_a_part_shares_with_its_neighbour_are_kept_once(
    vocabulary: Vocabulary,
) -> None:
    rest = words(8, 9, *range(10, 20))
    model = ScriptedModel([SURE, [Written([rest], [-0.4])]])
    (decoded,) = decode(model, vocabulary, [window(11.0)])
    assert tokens(decoded, vocabulary) == [*SENTENCE, *words(*range(10, 20))]


def test_speech_without_words_is_reported(vocabulary: Vocabulary) -> None:
    model = ScriptedModel([SURE, NOTHING])
    (decoded,) = decode(model, vocabulary, [window(8.0)])
    assert tokens(decoded, vocabulary) == SENTENCE
    (left,) = decoded.unread
    assert (left.start, left.end, left.no_speech) == (pytest.approx(5.2), pytest.approx(8.0), False)


def test_unread_speech_says_if_the_model_detects_none(vocabulary: Vocabulary) -> None:
    model = ScriptedModel([SURE, [Written([[]], [0.0], 0.9)]])
    (decoded,) = decode(model, vocabulary, [window(8.0)])
    assert [u.no_speech for u in decoded.unread] == [True]


def test_a_guess_for_a_part_is_discarded(vocabulary: Vocabulary) -> None:
    guess = [Written([words(30, 31)], [-3.0])]
    model = ScriptedModel([SURE, guess, guess, guess])
    (decoded,) = decode(model, vocabulary, [window(8.0)])
    assert tokens(decoded, vocabulary) == SENTENCE
    assert len(decoded.unread) == 1


def test_a_window_without_any_text_is_decoded_in_two_parts(vocabulary: Vocabulary) -> None:
    """It has two sentences: the first is decoded alone, then the second."""
    speech = ((0, 5 * RATE), (6 * RATE, 11 * RATE))
    excerpt = Excerpt(TimeMap(((0, 0),), 11 * RATE), (speech[0],))
    pieces = TimeMap(((0, 0), (5 * RATE, 6 * RATE)), 10 * RATE)
    two = replace(window(10.0), excerpt=replace(excerpt, times=pieces, speech=speech))
    second = [Written([words(*range(10, 20))], [-0.2])]
    model = ScriptedModel([NOTHING, SURE, second])
    (decoded,) = decode(model, vocabulary, [two])
    assert tokens(decoded, vocabulary) == [*SENTENCE, *words(*range(10, 20))]
    assert model.heard[1] < 600
    assert decoded.unread == []


def test_a_batch_of_silence_has_empty_alignments(model_dir: Path) -> None:
    engine = load_engine(ModelOptions(model_dir, "cpu"), None)
    answers = Answers(engine.decoding, engine.vocabulary.prompt("sv"), FittingCalls(2))
    quiet = replace(window(30.0), mel=np.zeros((80, 3000), np.float32))
    drafts = engine.recogniser.decode([quiet, quiet], answers)
    assert [d.result.tokens for d in drafts] == [[], []]
    assert [(d.aligned.starts, list(d.aligned.probabilities)) for d in drafts] == [([0.0], [])] * 2


def test_other_methods_do_not_depend_on_earlier_decoding(
    model_dir: Path, vocabulary: Vocabulary
) -> None:
    engine = load_engine(ModelOptions(model_dir, "cpu"), None)
    decoding, prompt = Decoding(engine.whisper, vocabulary), vocabulary.prompt("sv")

    def found(*seeds: int) -> list[Any]:
        from fast_transcribe.whisper.decoding import features

        noises = [np.random.default_rng(s).normal(0, 0.5, (80, 3000)) for s in seeds]
        mels = [features([n.astype(np.float32)]) for n in noises]
        encoded = [engine.whisper.encode(m) for m in mels]
        return [(decoding.beams(e, 1, prompt), decoding.unrepeated(e, 1, prompt)) for e in encoded]

    assert found(3, 7)[-1] == found(7)[0]
