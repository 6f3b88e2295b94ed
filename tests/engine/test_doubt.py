"""How doubtful a word is: its class, and the evidence of one hearing or two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fast_transcribe.review.doubt import chance_wrong, is_doubtful
from fast_transcribe.review.evidence import Evidence, evidence
from fast_transcribe.review.word_class import WordClass, word_classes
from fast_transcribe.transcript.segments import Segment, WindowResult
from fast_transcribe.whisper.quality_checks import REPETITION
from fast_transcribe.whisper.window_text import Unread
from fast_transcribe.whisper.words import Word
from hypothesis import given
from hypothesis import strategies as st

probabilities = st.floats(0.0, 1.0)


def words_of(text: str, probability: float = 0.9) -> list[Word]:
    """Each word takes half a second."""
    return [Word(i / 2, (i + 1) / 2, t, probability) for i, t in enumerate(text.split())]


def classes(text: str, language: str) -> list[WordClass]:
    return word_classes(words_of(text), language)


def result_of(
    text: str, flags: tuple[str, ...] = (), unread: tuple[Unread, ...] = ()
) -> WindowResult:
    words = words_of(text)
    return WindowResult([Segment(0, 0.0, words[-1].end, text, 0.9, flags, tuple(words))], unread)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Vi har inte bestämt", "sv", ["other", "other", "negation", "other"]),
        ("She didn't, I don’t.", "en", ["other", "negation", "other", "negation"]),
        ("Ring tjugo eller 08-123", "sv", ["other", "number", "other", "number"]),
        ("Det kostar fem kronor.", "sv", ["other", "other", "number", "unit"]),
        ("Ask Sara. Then I'm off", "en", ["other", "name", "other", "other", "other"]),
        ("Wir haben Zeit", "de", ["other", "other", "other"]),
        ("eh, ja", "sv", ["filler", "other"]),
        ("växte 40%", "sv", ["other", "number"]),
    ],
)
def test_the_class_of_a_word(text: str, language: str, expected: list[WordClass]) -> None:
    assert classes(text, language) == expected


@given(st.text(), st.sampled_from(["sv", "en", "ja"]))
def test_any_text_has_a_class_for_each_word(text: str, language: str) -> None:
    assert len(classes(text, language)) == len(text.split())


@given(probabilities, probabilities, probabilities, st.booleans(), st.booleans())
def test_the_chance_falls_as_the_probability_of_the_word_grows(
    a: float, b: float, beside: float, flagged: bool, overlap: bool
) -> None:
    low, high = (
        chance_wrong(Evidence(Word(0, 1, "ord", p), "other", beside, 0.8, flagged, False, overlap))
        for p in sorted((a, b))
    )
    assert 0 <= high <= low <= 1


@given(probabilities)
def test_each_finding_of_a_guard_makes_a_word_more_doubtful(probability: float) -> None:
    plain = Evidence(Word(0, 1, "ord", probability), "other", 0.9, 0.8)
    for finding in ("is_flagged", "beside_unread", "overlap"):
        assert chance_wrong(replace(plain, **{finding: True})) > chance_wrong(plain)


@given(probabilities)
def test_a_second_hearing_speaks_for_the_word_it_repeats(probability: float) -> None:
    once = Evidence(Word(0, 1, "ord", probability), "other", 0.9, 0.8)
    same, otherwise = once.heard_again("same"), once.heard_again("otherwise", "orm")
    assert chance_wrong(same) < chance_wrong(once) < chance_wrong(otherwise)


def test_the_evidence_of_a_window() -> None:
    flagged = evidence(result_of("nej nej", flags=(REPETITION,)), "sv")
    assert [e.is_flagged for e in flagged] == [True, True]
    far_and_near = evidence(result_of("a b c d e f", unread=(Unread(3.2, 4.0, False),)), "sv")
    assert [e.beside_unread for e in far_and_near] == [False, False, False, False, True, True]


def test_a_word_is_doubtful_beside_an_improbable_one() -> None:
    sure, unsure = Word(0, 1, "sure", 0.95), Word(1, 2, "unsure", 0.05)
    segment = Segment(0, 0.0, 2.0, "sure unsure", 0.5, (), (sure, unsure))
    one, other = evidence(WindowResult([segment]), "en")
    assert one.beside == 0.05
    assert other.beside == 0.95
    assert is_doubtful(other)
