"""Doubtful words that sound like an entry are replaced, if the model finds the entry as likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from counting_model import CountingModel
from ctranslate2.models import Whisper
from fast_transcribe.engine import load_engine
from fast_transcribe.transcript.segments import Segment, SegmentBuilder
from fast_transcribe.whisper.answers import Answers
from fast_transcribe.whisper.decoding import Decoding
from fast_transcribe.whisper.fitting import FittingCalls
from fast_transcribe.whisper.model import ModelOptions
from fast_transcribe.whisper.quality_checks import QualityChecks, QualityThresholds
from fast_transcribe.whisper.questions import DraftOf, LikelihoodOf, Question, Sound
from fast_transcribe.whisper.recognise import Recogniser
from fast_transcribe.whisper.tokenise import Tokeniser
from fast_transcribe.whisper.tokens import Vocabulary
from fast_transcribe.word_list.correction import Correction
from fast_transcribe.word_list.entries import read_entries
from fast_transcribe.word_list.index import SoundIndex
from fast_transcribe.word_list.report import Reporter, VocabularyReport
from test_recognise import SECONDS_PER_WORD, Aligned, Written, vocabulary, window

__all__ = ["vocabulary"]  # a fixture

DOUBTFUL, SURE = 0.3, 0.98
_tokeniser = cache(Tokeniser)


@dataclass
class HearingModel:
    """Replaces CTranslate2's Whisper: writes one text, in which words have the given probability.

    `heard`: words that the sound is said to have; another word is improbable there.
    """

    vocabulary: Vocabulary
    text: str
    doubtful: str
    heard: Sequence[str]
    scored: list[str] = field(default_factory=list)

    def encode(self, features: Any) -> Any:
        return features

    def generate(self, _features: Any, prompts: list[list[int]], **options: Any) -> list[Written]:
        texts = [_tokeniser(self.vocabulary).tokens(f" {self.text}")]
        return [Written(texts * options.get("num_hypotheses", 1), [-0.2] * 5) for _ in prompts]

    def align(
        self, _features: Any, _prompt: Any, texts: list[list[int]], _frames: Any
    ) -> list[Aligned]:
        return [self._aligned(tokens) for tokens in texts]

    def _aligned(self, tokens: list[int]) -> Aligned:
        """Each word takes half a second."""
        text = self.vocabulary.text(tokens)
        if text != self.text:
            self.scored.append(text)
        times: list[float] = []
        probabilities: list[float] = []
        for i, word in enumerate(text.split()):
            count = len(_tokeniser(self.vocabulary).tokens(f" {word}"))
            times += [(i + j / count) * SECONDS_PER_WORD for j in range(count)]
            probabilities += [self._probability(word)] * count
        times.append(len(text.split()) * SECONDS_PER_WORD)
        return Aligned([(i, round(time / 0.02)) for i, time in enumerate(times)], probabilities)

    def _probability(self, word: str) -> float:
        if word in self.doubtful.split():
            return DOUBTFUL
        known = word in self.text.split() or word in self.heard
        return SURE if known else 1e-4


@dataclass(frozen=True)
class Result:
    segments: Sequence[Segment]
    report: VocabularyReport
    scored: Sequence[str]

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)

    @property
    def replaced(self) -> list[tuple[str, str]]:
        return [(r.written, r.entry) for r in self.report.replaced]


@pytest.fixture
def correct(vocabulary: Vocabulary) -> Any:
    """Decodes a window with a word list."""

    def decode(
        listed: Sequence[str], text: str, doubtful: str = "", heard: Sequence[str] = ()
    ) -> Result:
        word_list = read_entries(listed, lambda _: False)
        model = HearingModel(vocabulary, text, doubtful, heard)
        correction = Correction(SoundIndex(word_list.entries), _tokeniser(vocabulary), vocabulary)
        recogniser = Recogniser(vocabulary, QualityChecks(QualityThresholds()))
        decoding = Decoding(model, vocabulary)  # type: ignore[arg-type]
        answers = Answers(decoding, vocabulary.prompt("sv"), FittingCalls(2))
        windows = [window(len(text.split()) * SECONDS_PER_WORD)]
        drafts = recogniser.decode(windows, answers)
        (decoded,) = recogniser.with_fallback(windows, drafts, answers, correction)
        reporter = Reporter(word_list.entries, word_list.refused)
        segments = SegmentBuilder().segments(decoded)
        for segment in segments:
            reporter.add(segment)
        return Result(segments, reporter.report(), model.scored)

    return decode


def test_a_misheard_name_is_replaced_and_reported(correct: Any) -> None:
    found = correct(["Grimnir"], "då kom Grimner hem.", "Grimner", ["Grimnir"])
    assert found.text == "då kom Grimnir hem."
    assert found.replaced == [("Grimner", "Grimnir")]
    (place,) = found.report.replaced
    word = found.segments[0].words[2]
    assert (place.start, place.end) == (word.start, word.end)
    assert 0 <= word.start < word.end <= 5


def test_a_name_that_the_sound_does_not_have_is_not_written(correct: Any) -> None:
    found = correct(["Grimnir"], "då kom Grimner hem.", "Grimner", [])
    assert found.text == "då kom Grimner hem."
    assert found.scored == ["då kom Grimnir hem."]
    assert found.report.replaced == []


def test_a_sure_word_is_not_scored(correct: Any) -> None:
    found = correct(["Grimnir"], "då kom Grimner hem.", "", ["Grimnir"])
    assert found.text == "då kom Grimner hem."
    assert found.scored == []


def test_a_word_that_sounds_otherwise_is_not_scored(correct: Any) -> None:
    found = correct(["Grimnir"], "då kom Anders hem.", "Anders", ["Grimnir"])
    assert found.scored == []


@pytest.mark.parametrize(
    ("written", "becomes"),
    (
        ("Grimner,", "Grimnir,"),
        ("»Grimner«", "»Grimnir«"),
        ("Grimners", "Grimnirs"),
        ("Grimner's", "Grimnir's"),
        ("Grimners?", "Grimnirs?"),
    ),
)
def test_signs_and_genitive_stay(correct: Any, written: str, becomes: str) -> None:
    found = correct(["Grimnir"], f"det var {written} hus", written, [becomes])
    assert found.text == f"det var {becomes} hus"


def test_a_name_that_ends_in_s_gets_no_genitive_s(correct: Any) -> None:
    found = correct(["Lukas"], "det var Lukkass hus", "Lukkass", ["Lukas"])
    assert found.text == "det var Lukas hus"


def test_a_sentence_still_begins_with_a_capital(correct: Any) -> None:
    found = correct(
        ["stentet"], "Stäntet satt. Sen föll stäntet ut.", "Stäntet stäntet", ["Stentet", "stentet"]
    )
    assert found.text == "Stentet satt. Sen föll stentet ut."


def test_a_name_heard_as_two_words_becomes_one(correct: Any) -> None:
    found = correct(["Grimnir"], "då kom Grim när hem.", "Grim när", ["Grimnir"])
    assert found.text == "då kom Grimnir hem."
    assert found.replaced == [("Grim när", "Grimnir")]


def test_two_names_heard_as_one_word_share_its_time(correct: Any) -> None:
    found = correct(["Karl Grimnir"], "då kom Kalgrimner hem.", "Kalgrimner", ["Karl", "Grimnir"])
    assert found.text == "då kom Karl Grimnir hem."
    first, second = found.segments[0].words[2:4]
    assert first.start < first.end == second.start < second.end
    (place,) = found.report.replaced
    assert (place.start, place.end) == (first.start, second.end)


def test_the_likelier_of_two_entries_is_chosen(correct: Any) -> None:
    found = correct(["Grimnar", "Grimnir"], "då kom Grimner hem.", "Grimner", ["Grimnir"])
    assert found.replaced == [("Grimner", "Grimnir")]


def test_of_two_entries_that_are_as_likely_neither_is_written(correct: Any) -> None:
    found = correct(
        ["Grimnar", "Grimnir"], "då kom Grimner hem.", "Grimner", ["Grimnar", "Grimnir"]
    )
    assert found.text == "då kom Grimner hem."


def test_what_the_model_wrote_itself_is_heard(correct: Any) -> None:
    found = correct(
        ["Grimnir", "Karl Grimnir", "Åsa"], "Karl Grimnir kom, och Grimnirs bror.", "Grimnirs"
    )
    assert [h.entry for h in found.report.heard] == ["Karl Grimnir", "Grimnir"]
    assert found.report.replaced == []
    assert found.report.heard[0].start < found.report.heard[1].start


def test_the_report_of_what_is_heard_is_bounded(correct: Any) -> None:
    found = correct(["Grimnir"], "Grimnir.")
    reporter = Reporter(read_entries(["Grimnir"], lambda _: False).entries, [])
    for i in range(250):
        reporter.add(replace(found.segments[0], start=float(i)))
    assert len(reporter.report().heard) == 100


def test_places_of_one_window_are_bounded(correct: Any) -> None:
    listed = [f"Grimn{a}{b}r" for a in "aeiouyåäö" for b in "aeiouyåäö"]
    found = correct(listed, "då kom Grimner hem.", "Grimner", [])
    assert 1 <= len(found.scored) <= 12


def test_windows_are_not_encoded_again_to_score_a_text(model_dir: Path) -> None:
    engine = load_engine(ModelOptions(model_dir, "cpu"), None)
    noise = np.random.default_rng(1).normal(0, 0.5, (2, 80, 500)).astype(np.float32)
    sounds = [Sound(mel) for mel in noise]
    text = _tokeniser(engine.vocabulary).tokens(" måndag tisdag")

    def scored(beforehand: Sequence[Question[Any]]) -> tuple[Any, int]:
        model = CountingModel(engine.whisper)
        decoding = Decoding(cast(Whisper, model), engine.vocabulary)
        answers = Answers(decoding, engine.vocabulary.prompt("sv"), FittingCalls(2))
        answers(beforehand)
        return answers([LikelihoodOf(sounds[1], text)] * 2), model.windows

    together, encoded = scored([DraftOf(sound) for sound in sounds])
    assert encoded == 2
    alone, encoded = scored([])
    assert encoded == 1
    assert np.allclose(together, alone, rtol=1e-3)
