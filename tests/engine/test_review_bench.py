"""The metrics of `npm run bench review`, and the fit of its coefficients."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from engine_command import REPOSITORY

sys.path += [str(REPOSITORY / "bench" / folder) for folder in ("review", "speech", "engine")]

import fit
from fast_transcribe.review.evidence import Evidence
from fast_transcribe.whisper.words import Word
from finding import Checked
from recordings import Recording, Sentence
from truth import Truth, truth


class PlainNormaliser:
    """Lower case, without punctuation."""

    def words(self, texts: list[str], language: str) -> list[list[str]]:
        return [[w.strip(".,?").lower() for w in text.split()] for text in texts]


def truth_of(said: str, heard: str, language: str = "en") -> Truth:
    recording = Recording("r", Path("r.wav"), language, [Sentence(said)])
    normaliser: Any = PlainNormaliser()
    return truth(normaliser, recording, heard.split())


def test_which_words_are_wrong() -> None:
    assert truth_of("vi har inte bestämt", "Vi har bestämt.") == Truth([False] * 3, [2], 4)
    assert truth_of("press two", "press to") == Truth([False, True], [], 2)
    assert truth_of("press two", "oh press two") == Truth([True, False, False], [], 2)
    assert truth_of("leave a voice mail", "leave a voicemail").wrong == [False] * 3
    assert truth_of("say the last word", "say").missing == [1, 1, 1]


def test_numbers_and_accents_of_other_languages_do_not_count() -> None:
    assert truth_of("appuyez sur 1", "appuyez sur un", "fr").wrong == [False] * 3
    assert truth_of("numero", "número", "es").wrong == [False]


def checked(wrong: list[int], missing: list[int]) -> Checked:
    """A hundred words, one every ten seconds."""
    words = [Evidence(Word(10.0 * i, 10.0 * i + 1, "w", 0.5), "other", 1, 1) for i in range(100)]
    return Checked(words, Truth([i in wrong for i in range(100)], missing, 100), 1000.0)


def test_the_share_of_errors_found() -> None:
    one = checked(wrong=[3, 50], missing=[4])
    assert one.errors == 3
    assert one.found([3], 0.03) == 2  # the gap before word 4 begins where word 3 ends
    assert one.found([7, 3], 0.03) == 2
    assert one.found([7, 3, 50], 0.008) == 2  # the third place would be too much to hear
    assert one.found([7], 0.03) == 0
    assert one.found(range(100), 1.0) == 3


def test_the_fit_finds_what_the_words_were_made_with() -> None:
    random = np.random.default_rng(0)
    words, wrong = [], []
    for _ in range(4000):
        probability, flagged = random.uniform(0.05, 0.95), bool(random.integers(2))
        logit = np.log(probability / (1 - probability))
        words.append(Evidence(Word(0, 1, "w", probability), "other", 0.5, 0.5, flagged))
        wrong.append(bool(random.uniform() < 1 / (1 + np.exp(1 + logit - flagged))))
    found = fit.fitted([Checked(words, Truth(wrong, [], len(words)), 1.0)])
    assert abs(found["bias"] + 1) < 0.2
    assert abs(found["probability"] + 1) < 0.2
    assert abs(found["flagged"] - 1) < 0.2
    assert found["number"] == 0.0
