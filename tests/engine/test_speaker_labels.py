"""Turns -> labels of words -> segments, divided where the speaker changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fast_transcribe.speakers.attribution import OVERLAP, UNCERTAIN_SPEAKER, attributed
from fast_transcribe.speakers.labels import Label, Labels
from fast_transcribe.speakers.speaker import speakers_of
from fast_transcribe.speakers.turns import Turn
from fast_transcribe.transcript.segments import Segment, segment_of_words
from fast_transcribe.whisper.words import Word
from hypothesis import given
from hypothesis import strategies as st

FIRST_THEN_SECOND = [Turn(0.0, 4.0, "S1"), Turn(4.0, 8.0, "S2")]


def said(*words: tuple[float, float]) -> Segment:
    """Words w0, w1 … of these seconds."""
    made = [Word(a, b, f"w{i}", 0.9) for i, (a, b) in enumerate(words)]
    return segment_of_words(made, [[]] * len(made))


def parts(segment: Segment, turns: list[Turn]) -> list[tuple[str | None, str]]:
    return [(p.speaker, p.text) for p in attributed(segment, Labels(turns))]


def test_who_has_most_of_it() -> None:
    labels = Labels([Turn(0.0, 2.0, "S1"), Turn(1.5, 4.0, "S2")])
    assert labels.of(0.2, 1.0) == Label("S1", False, False)
    assert labels.of(1.5, 3.0) == Label("S2", False, True)
    assert labels.of(1.5, 2.0).uncertain
    assert labels.of(4.2, 4.4) == Label("S2", True, False)  # nobody is heard, one is near
    assert labels.of(5.0, 5.5) == Label(None, True, False)


def test_a_long_turn_that_began_long_before() -> None:
    turns = [Turn(0.0, 600.0, "S1"), *(Turn(t, t + 0.1, "S2") for t in range(100, 500))]
    assert Labels(turns).of(450.5, 451.0) == Label("S1", False, False)


def test_a_segment_is_divided_where_the_voice_changes() -> None:
    segment = said((1.0, 2.0), (2.5, 3.5), (4.2, 5.0), (5.0, 6.0))
    assert parts(segment, FIRST_THEN_SECOND) == [("S1", "w0 w1"), ("S2", "w2 w3")]


def test_a_word_in_between_goes_where_its_pause_is() -> None:
    """It is half in each turn, so uncertain."""
    assert parts(said((3.0, 3.7), (3.75, 4.25), (4.8, 5.5)), FIRST_THEN_SECOND) == [
        ("S1", "w0 w1"),
        ("S2", "w2"),
    ]


def test_a_remark_in_the_middle_is_its_own_segment() -> None:
    turns = [Turn(0.0, 3.0, "S1"), Turn(3.0, 3.4, "S2"), Turn(3.4, 8.0, "S1")]
    segment = said((1.0, 2.9), (3.0, 3.4), (3.5, 4.0))
    assert parts(segment, turns) == [("S1", "w0"), ("S2", "w1"), ("S1", "w2")]


def test_an_undivided_segment_keeps_its_text_and_flags() -> None:
    segment = replace(said((1.0, 2.0), (2.0, 3.0)), text="W0, w1.", flags=("repetition",))
    (only,) = attributed(segment, Labels(FIRST_THEN_SECOND))
    assert (only.text, only.flags, only.speaker) == ("W0, w1.", ("repetition",), "S1")


def test_two_at_once() -> None:
    turns = [Turn(0.0, 4.0, "S1"), Turn(2.0, 4.0, "S2")]
    (only,) = attributed(said((0.5, 1.5), (2.0, 3.0), (3.0, 4.0)), Labels(turns))
    assert (only.speaker, only.flags) == ("S1", (OVERLAP, UNCERTAIN_SPEAKER))


def test_nobody_heard() -> None:
    (only,) = attributed(said((20.0, 21.0)), Labels(FIRST_THEN_SECOND))
    assert (only.speaker, only.flags) == (None, (UNCERTAIN_SPEAKER,))
    assert [w.speaker for w in only.words] == [None]


def test_low_confidence_is_of_the_part() -> None:
    words = [Word(1.0, 2.0, "ja", 0.99), Word(5.0, 6.0, "nej", 0.3)]
    first, second = attributed(segment_of_words(words, [[], []]), Labels(FIRST_THEN_SECOND))
    assert (first.flags, first.confidence) == ((), 0.99)
    assert (second.flags, second.confidence) == (("low_confidence",), 0.3)


@st.composite
def conversations(draw: st.DrawFn) -> tuple[list[Turn], Segment]:
    seconds = st.floats(0, 20, allow_nan=False).map(lambda s: round(s, 2))
    turns = [
        Turn(start, start + draw(st.sampled_from([0.1, 0.5, 2.0])), draw(st.sampled_from("ABC")))
        for start in draw(st.lists(seconds, max_size=12))
    ]
    starts = sorted(draw(st.lists(seconds, min_size=1, max_size=12, unique=True)))
    ends = [*starts[1:], starts[-1] + 1.0]
    return turns, said(*((a, a + (b - a) * 0.8) for a, b in zip(starts, ends)))


@given(conversations())
def test_no_word_is_lost_or_has_another_speaker_than_its_segment(
    conversation: tuple[list[Turn], Segment],
) -> None:
    turns, segment = conversation
    made = list(attributed(segment, Labels(turns)))
    words = [w for part in made for w in part.words]
    assert [replace(w, speaker=None) for w in words] == list(segment.words)
    assert " ".join(part.text for part in made) == segment.text
    labels = Labels(turns)
    for part in made:
        assert {w.speaker for w in part.words} == {part.speaker}
        found = [labels.of(w.start, w.end) for w in part.words]
        assert {f.speaker for f in found if not f.uncertain} <= {part.speaker}
        assert part.start == part.words[0].start


def test_what_is_told_of_each_speaker() -> None:
    turns = [Turn(6.0, 8.0, "S1"), Turn(1.0, 2.5, "S1"), Turn(3.0, 3.5, "S2")]
    assert [s.as_json() for s in speakers_of(turns)] == [
        {"id": "S1", "seconds": 3.5, "turns": 2, "firstHeard": 1.0},
        {"id": "S2", "seconds": 0.5, "turns": 1, "firstHeard": 3.0},
    ]
    assert speakers_of([]) == []


@pytest.mark.parametrize("spans", [[], [(0.0, 0.0)]])
def test_words_without_length(spans: list[tuple[float, float]]) -> None:
    segment = replace(said((1.0, 2.0)), words=tuple(Word(a, b, "w", 0.9) for a, b in spans))
    (only,) = attributed(segment, Labels(FIRST_THEN_SECOND))
    assert only.speaker == "S1"
