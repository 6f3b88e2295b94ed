"""Places words in file time: within the speech of one piece, never across removed silence."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from fast_transcribe.speech.endpoints import speech_spans
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.mel_window import MelWindow
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.whisper.placement import max_duration, placed
from fast_transcribe.whisper.unread import unread
from fast_transcribe.whisper.words import Word
from hypothesis import given
from hypothesis import strategies as st

RATE = 16000
# 2 s from second 10 of the file, then 3 s from second 40; the speech has 0.3 s of padding
TIMES = TimeMap(((0, 10 * RATE), (2 * RATE, 40 * RATE)), 5 * RATE)
SPEECH = ((round(10.3 * RATE), round(11.7 * RATE)), (round(40.3 * RATE), round(42.7 * RATE)))


def times(*spans: tuple[float, float], text: str = "tillsammans") -> list[tuple[float, float]]:
    words = placed([Word(a, b, text, 0.9) for a, b in spans], TIMES, SPEECH)
    return [(round(w.start, 3), round(w.end, 3)) for w in words]


def test_a_word_across_a_seam_is_placed_in_one_piece() -> None:
    assert times((0.3, 1.4), (1.4, 2.2))[1] == (11.4, 11.7)
    assert times((1.7, 3.3), (3.3, 4.7))[0] == (40.3, 41.3)


def test_a_first_word_does_not_begin_in_the_preceding_pause() -> None:
    assert times((0.3, 1.0), (1.0, 1.75), (1.75, 2.8)) == [
        (10.3, 11.0),
        (11.0, 11.7),
        (40.3, 40.8),
    ]


def test_the_first_and_last_words_reach_the_ends_of_the_speech() -> None:
    assert times((0.5, 1.0), (1.0, 1.5)) == [(10.3, 11.0), (11.0, 11.7)]


def test_the_first_word_of_a_sentence_moves_to_the_rest_of_it() -> None:
    """The alignment places a short first word in the speech before the pause."""
    spoken = [("telefonen.", 0.3, 1.4), ("Att", 1.4, 1.65), ("höra", 2.4, 3.0)]
    words = placed([Word(a, b, t, 0.9) for t, a, b in spoken], TIMES, SPEECH)
    assert [w.start for w in words] == [10.3, 40.3, pytest.approx(40.4)]
    assert words[0].end == 11.7


def test_a_word_is_not_stretched_over_speech_without_text() -> None:
    ((start, end), _) = times((2.3, 4.2), (4.2, 4.7), text="ja")
    assert start == pytest.approx(40.3)
    assert end - start < 1.0


def test_a_last_word_is_shortened_at_its_start() -> None:
    assert times((2.3, 2.8), (2.8, 4.7), text="ja")[1] == (41.74, 42.7)


def test_digits_allow_a_longer_duration() -> None:
    ((start, end), _) = times((2.3, 3.7), (3.7, 4.7), text="1984")
    assert end - start == pytest.approx(1.4)


def test_an_address_allows_a_longer_duration() -> None:
    """Each w of www is pronounced by its name."""
    assert max_duration("www.exempel.se.") == pytest.approx(
        max_duration("exempel") + 0.08 * (12 + 4 + 4 + 2)
    )


@given(st.lists(st.floats(0, 5), min_size=2, max_size=20), st.text("ab1", min_size=1, max_size=9))
def test_words_are_in_order_and_inside_the_speech(ends: list[float], text: str) -> None:
    ends.sort()
    spans = list(pairwise(ends))
    words = placed([Word(a, b, text, 0.9) for a, b in spans], TIMES, SPEECH)
    assert len(words) == len(spans)
    for word in words:
        assert word.start <= word.end
        assert any(a / RATE <= word.start and word.end <= b / RATE for a, b in SPEECH)
    starts = [w.start for w in words]
    assert starts == sorted(starts)


def gaps(*spans: tuple[float, float]) -> list[tuple[int, float, float]]:
    words = [Word(a, b, "ord", 0.9) for a, b in spans]
    return [(g.index, round(g.start, 2), round(g.end, 2)) for g in unread(words, SPEECH)]


def test_speech_without_words() -> None:
    assert gaps((10.3, 11.7), (40.3, 42.7)) == []
    assert gaps((10.3, 11.7)) == [(1, 40.3, 42.7)]
    assert gaps((40.3, 42.7)) == [(0, 10.3, 11.7)]
    assert gaps() == [(0, 10.3, 42.7)]
    assert gaps((10.3, 11.7), (40.3, 41.0)) == [(2, 41.2, 42.7)]
    assert gaps((10.3, 11.7), (40.3, 40.5), (42.4, 42.7)) == [(2, 40.7, 42.2)]


def test_a_short_stretch_is_no_gap() -> None:
    assert gaps((10.3, 11.7), (40.3, 42.15)) == []


def sounding(*spans: tuple[float, float], noise: float = 0.0) -> MelWindow:
    """A window of the two pieces (5 s), loud in `spans` (window seconds)."""
    mel = np.full((80, 500), noise - 1.0, np.float32)
    for start, end in spans:
        mel[:, round(100 * start) : round(100 * end)] = 1.0
    return MelWindow(0, 0, Excerpt(TIMES, SPEECH), mel)


def seconds(window: MelWindow) -> list[tuple[float, float]]:
    return [(a / RATE, b / RATE) for a, b in speech_spans(window)]


def test_the_energy_refines_the_ends_of_speech() -> None:
    assert seconds(sounding((0.36, 1.63), (2.25, 4.74))) == [(10.36, 11.63), (40.25, 42.74)]


def test_an_end_moves_by_at_most_a_tenth_of_a_second() -> None:
    assert seconds(sounding((0.0, 2.0), (3.0, 4.0))) == [
        (10.2, 11.8),
        (pytest.approx(40.4), pytest.approx(42.6)),
    ]


def test_ends_at_a_short_dip_stay_as_the_vad_has_them() -> None:
    """A dip of 0.16 s between two regions is inside speech."""
    apart = (SPEECH[0], (SPEECH[0][1] + 2560, SPEECH[0][1] + 3 * RATE))
    pieces = TimeMap(((0, 10 * RATE), (2 * RATE - 1280, 12 * RATE - 1280)), 5 * RATE)
    mel = np.ones((80, 500), np.float32)
    spans = speech_spans(MelWindow(0, 0, Excerpt(pieces, apart), mel))
    assert spans[0][1] == apart[0][1]
    assert spans[1][0] == apart[1][0]
