"""What a second hearing of a part makes of its words, and which parts are heard again."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from fast_transcribe.review.comparing import compared
from fast_transcribe.review.doubt import DOUBTFUL, chance_wrong
from fast_transcribe.review.evidence import Evidence, evidence
from fast_transcribe.review.part import parts
from fast_transcribe.review.places import ListRules
from fast_transcribe.review.review import Review, ReviewRules
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.mel_window import MelWindow
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.transcript.segments import Segment, WindowResult
from fast_transcribe.whisper.words import Word
from hypothesis import given
from hypothesis import strategies as st

RATE = 16000


def words_of(text: str) -> list[Word]:
    return [Word(i, i + 0.8, t, 0.5) for i, t in enumerate(text.split())]


def heard(first: str, again: str) -> list[tuple[str, str, str]]:
    words = [Evidence(w, "other", 0.5, 0.5) for w in words_of(first)]
    return [(e.word.text, e.again, e.alternative) for e in compared(words, words_of(again))]


@pytest.mark.parametrize(
    ("first", "again", "expected"),
    [
        ("Vi har bestämt.", "vi har bestämt", [("same", "")] * 3),
        (
            "Vi har bestämt",
            "Vi har inte bestämt",
            [("same", ""), ("same", ""), ("otherwise", "inte bestämt")],
        ),
        ("a b c", "a c", [("same", ""), ("otherwise", ""), ("same", "")]),
        ("a b c", "a x y c", [("same", ""), ("otherwise", "x y"), ("same", "")]),
        ("the voice mail", "the voicemail", [("same", "")] * 3),
        ("b c", "a b c d", [("same", "")] * 2),
        ("b c", "", [("otherwise", "")] * 2),
    ],
)
def test_the_words_of_two_hearings(first: str, again: str, expected: list[tuple[str, str]]) -> None:
    assert [(a, alternative) for _, a, alternative in heard(first, again)] == expected


@given(st.text("ab ", max_size=30), st.text("ab ", max_size=30))
def test_each_word_is_heard_the_same_or_otherwise(first: str, again: str) -> None:
    found = heard(first, again)
    assert [word for word, _, _ in found] == first.split()
    assert {kind for _, kind, _ in found} <= {"same", "otherwise"}
    if first.split() == again.split():
        assert {kind for _, kind, _ in found} <= {"same"}


def window(number: int, probabilities: list[float]) -> tuple[MelWindow, WindowResult]:
    """Thirty seconds, with a word of half a second for each probability."""
    words = tuple(
        Word(30 * number + i / 2, 30 * number + (i + 1) / 2, f"{chr(97 + i % 26)}w", p)
        for i, p in enumerate(probabilities)
    )
    excerpt = Excerpt(TimeMap(((0, 30 * number * RATE),), 30 * RATE), ())
    mel = MelWindow(number, 0, excerpt, np.zeros((80, 3000), np.float32))
    segments = [Segment(0, words[0].start, words[-1].end, "", 0.7, (), words)] if words else []
    return mel, WindowResult(segments)


probabilities = st.lists(st.floats(0, 1), max_size=60)


@given(probabilities)
def test_parts_hold_each_doubtful_word_once(each: list[float]) -> None:
    mel, result = window(2, each)
    words = evidence(result, "sv")
    found = list(parts(mel, words))
    indices = [i for p in found for i in range(p.first, p.first + len(p.words))]
    assert len(indices) == len(set(indices))
    assert {i for i, e in enumerate(words) if chance_wrong(e) >= DOUBTFUL} <= set(indices)
    for part in found:
        assert list(part.words) == words[part.first : part.first + len(part.words)]
        assert 0 < part.mel.shape[1] <= 1300  # a word with its context


@given(st.lists(probabilities, max_size=12), st.integers(0, 5))
def test_the_order_of_the_windows_does_not_matter(each: list[list[float]], seed: int) -> None:
    rules = ReviewRules(heard=0.3, parts=4, words=50, listed=ListRules(chance=0.05))
    windows = [window(i, p) for i, p in enumerate(each)]
    shuffled = random.Random(seed).sample(windows, len(windows))
    lists = []
    for order in (windows, shuffled):
        review = Review(rules)
        for mel, result in order:
            review.add(mel, result, "sv")
        asked: list[int] = []

        def hear(again, asked=asked):  # type: ignore[no-untyped-def]
            asked.append(len(again))
            return [[replace(e.word, text="x") for e in part.words] for part in again]

        lists.append(review.places(hear, 30.0 * len(windows)))
        assert sum(asked) <= max(rules.first_parts, 0.3 * len(windows))
    assert lists[0] == lists[1]


def test_overlap_counts() -> None:
    review = Review(ReviewRules(heard=0.0, first_parts=0))
    review.add(*window(0, [0.6] * 8), "sv")
    (one, *_), (both, *_) = (
        review.places(lambda again: [], 30.0, overlap) for overlap in (None, lambda a, b: a == 2.0)
    )
    assert both.score > one.score
    assert (both.start, both.reason) == (2.0, "overlap")
