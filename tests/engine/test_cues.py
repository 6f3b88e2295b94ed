"""Subtitles: examples, and properties that hold for any speech."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

import pytest
from fast_transcribe.transcript.cues import Cue, CueBuilder
from fast_transcribe.transcript.layout import LATIN
from fast_transcribe.transcript.segments import Segment
from fast_transcribe.whisper.words import Word
from hypothesis import given
from hypothesis import strategies as st
from subtitled import assert_rules, cues_of, letters, said, segment, shown

LINE = LATIN.line

NEWS = (
    "Hej och välkomna till kvällens sändning. Jag heter Anna Andersson, och i studion har vi i dag"
    " med oss statsministern, som precis har kommit hem från mötet i Bryssel. Välkommen hit! Tack."
    " Hur gick det egentligen? Det är t.ex. inte klart om alla länder ställer upp på förslaget,"
    " men det kommer att bli klart före jul, det är jag helt säker på, eftersom alla vill vidare."
)


def test_swedish_is_broken_after_phrases() -> None:
    assert shown([said(1.0, NEWS)]) == (
        """\
Hej och välkomna till kvällens sändning.

Jag heter Anna Andersson, och i studion
har vi i dag med oss statsministern,

som precis har kommit hem
från mötet i Bryssel.

Välkommen hit! Tack.
Hur gick det egentligen?

Det är t.ex. inte klart
om alla länder ställer upp på förslaget,

men det kommer att bli klart före jul,

det är jag helt säker på,
eftersom alla vill vidare."""
    )


def test_text_without_punctuation_is_broken_between_its_segments_and_before_conjunctions() -> None:
    speech = [
        said(0.5, "god morgon och välkommen till radio stockholm"),
        said(4.0, "klockan är nio"),
        said(5.2, "idag är det torsdag den tolv november och det blir sju grader och regn i malmö"),
    ]
    assert shown(speech) == (
        """\
god morgon och välkommen
till radio stockholm

klockan är nio

idag är det torsdag den tolv november
och det blir sju grader och regn i malmö"""
    )


@pytest.mark.parametrize(
    ("text", "first_line"),
    [
        ("Vi ses hos A. Svensson kl. 9.30, då är alla nog här.", "kl. 9.30,"),
        ("Det kostar ungefär femton miljoner, 10 000 kronor per elev.", "miljoner,"),
        ("Hon sa: ”Nu går vi.” ”Vart då då?” frågade alla de andra.", "vi.”"),
    ],
)
def test_what_belongs_together_stays_on_a_line(text: str, first_line: str) -> None:
    (cue,) = cues_of([said(0.0, text)])
    assert cue.lines[0].endswith(first_line)


def test_a_word_longer_than_a_line_is_broken() -> None:
    address = "https://www.exempel.se/nyheter/inrikes/stockholm/artikel"
    assert shown([said(0.0, f"Läs mer på {address} i dag.")]).replace("\n", " ").split() == [
        *("Läs", "mer", "på"),
        address[:LINE],
        address[LINE:],
        *("i", "dag."),
    ]


def test_two_who_speak_at_once_share_a_cue() -> None:
    speech = [
        said(0.0, "Vi måste få ett besked från kommunen nu.", "L"),
        said(1.0, "Ja, precis.", "R"),
    ]
    (cue,) = cues_of(speech)
    assert cue.lines == ("– Vi måste få ett besked från kommunen nu.", "– Ja, precis.")
    assert cue.start == 0.0
    assert cue.end == pytest.approx(3.25, abs=0.2)


def test_somebody_who_says_little_meanwhile_comes_in_time() -> None:
    long = (
        "Jag tycker faktiskt att det är helt orimligt att vi ska behöva vänta så länge på ett"
        " besked från kommunen om vad som gäller för skolan."
    )
    cues = cues_of([said(0.0, long, "L"), said(5.2, "Ja, precis.", "R")])
    (answer,) = [c for c in cues if "– Ja, precis." in c.lines]
    assert answer.start <= 5.2 <= answer.end
    assert_rules(cues)


def test_who_began_first_is_shown_first() -> None:
    """Although the other speaker's text is complete sooner."""
    speech = [
        said(0.0, "Det här är början på en mening,", "L"),
        said(2.6, "Mm.", "R"),
        said(3.5, "som fortsätter utan att någon hör på.", "L"),
        said(5.9, "Och så vidare.", "L"),
    ]
    cues = cues_of(speech)
    assert cues[0].lines == ("Det här är början på en mening,",)
    assert [c.start for c in cues] == [0.0, 2.6, 3.5]


def test_two_who_take_turns_have_cues_of_their_own() -> None:
    cues = cues_of([said(0.0, "Hur mår du?", "L"), said(2.0, "Bara bra.", "R")])
    assert [c.lines for c in cues] == [("Hur mår du?",), ("Bara bra.",)]


def test_short_answers_in_quick_order_are_one_cue() -> None:
    speech = [said(0.4 * i, word) for i, word in enumerate(("Ja.", "Nej.", "Jo.", "Nej."))]
    assert [c.lines for c in cues_of(speech)] == [("Ja. Nej. Jo. Nej.",)]


def test_a_short_word_stands_long_enough_to_be_read_and_no_longer() -> None:
    assert cues_of([said(3.0, "Ja.")]) == [Cue(3.0, 4.2, ("Ja.",))]


def test_a_cue_goes_a_moment_after_its_last_word() -> None:
    words = [Word(0.0, 1.0, "långsamt", 0.9), Word(1.5, 3.0, "tal", 0.9)]
    assert cues_of([segment(0.0, words)]) == [Cue(0.0, 3.2, ("långsamt tal",))]


def test_text_that_fits_no_time_waits_for_the_cue_before_it() -> None:
    """A line of words at one moment, as a looping model writes it."""
    words = [Word(10.0, 10.0, "x" * LINE, 0.9) for _ in range(6)]
    cues = cues_of([segment(10.0, words), said(20.0, "Hej.")])
    assert [c.start for c in cues] == [10.0, 10.8, 11.6, 20.0]


def test_no_speech_no_cue() -> None:
    assert cues_of([]) == []
    assert cues_of([segment(1.0, [Word(1.0, 2.0, " \n\x00", 0.9)])]) == []


def test_a_segment_without_words_is_shown_over_its_time() -> None:
    bare = Segment(0, 2.0, 4.0, "Inga ord här.", 0.9, (), ())
    assert cues_of([bare]) == [Cue(2.0, 4.2, ("Inga ord här.",))]


# What must hold for any speech

_SWEDISH = st.sampled_from(
    "och att jag det inte statsministern Stockholm, idag. Nej! i på en ett kommunalarbetare"
    " t.ex. 1995 – ”hej” varför? oöverstiglighetsproblematiken,".split()
)
_ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
_SECONDS = st.floats(-5, 90)


@st.composite
def wild_segments(
    draw: st.DrawFn, text: st.SearchStrategy[str], speaker: str | None = None
) -> Segment:
    """Any times: none, equal, backwards, outside the segment."""
    words = draw(st.lists(st.builds(Word, _SECONDS, _SECONDS, text, st.just(0.9)), max_size=30))
    start = draw(st.floats(0, 60))
    whole = " ".join(w.text for w in words)
    return Segment(0, start, draw(st.floats(0, 90)), whole, 0.9, (), tuple(words), speaker)


@st.composite
def natural_speech(draw: st.DrawFn, slowest: float = 5, fastest: float = 25) -> list[Segment]:
    """One speaker: consecutive words, up to a very fast pace, with pauses of any length."""
    segments, at = list[Segment](), draw(st.floats(0, 5))
    for count in draw(st.lists(st.integers(1, 20), min_size=1, max_size=4)):
        pace = draw(st.floats(slowest, fastest))
        words = list[Word]()
        for text in draw(st.lists(_SWEDISH, min_size=count, max_size=count)):
            end = at + (len(text) + 1) / pace
            words.append(Word(at, end, text, 0.9))
            at = end + draw(st.sampled_from([0.0, 0.0, 0.0, 0.0, 0.2, 0.6, 1.2, 2.0]))
        segments.append(segment(words[0].start, words))
        at += draw(st.sampled_from([0.0, 0.1, 0.5, 1.0, 3.0, 12.0]))
    return segments


def text_of(segments: list[Segment]) -> str:
    """Without blanks and control characters, which no cue shows."""
    text = "".join(w.text for s in segments for w in s.words)
    return "".join(c for c in text if not c.isspace() and not (c < " " or "\x7f" <= c <= "\x9f"))


@given(st.lists(wild_segments(_ANY_TEXT | _SWEDISH), max_size=10))
def test_any_stream_of_one_speaker(segments: list[Segment]) -> None:
    cues = cues_of(segments)
    assert_rules(cues)
    assert letters(cues) == text_of(segments)


_LEFT = wild_segments(st.text("abc", max_size=50), "L")
_RIGHT = wild_segments(st.text("XYZ", max_size=50), "R")


@given(st.lists(_LEFT | _RIGHT, max_size=10), st.booleans())
def test_any_stream_of_two_speakers(segments: list[Segment], in_order: bool) -> None:
    if in_order:
        segments = sorted(segments, key=lambda s: s.start)
    cues = cues_of(segments)
    assert_rules(cues)
    shown_letters = letters(cues)
    for speaker, alphabet in (("L", "abc"), ("R", "XYZ")):
        theirs = [s for s in segments if s.speaker == speaker]
        assert "".join(c for c in shown_letters if c in alphabet) == text_of(theirs)
    for cue in cues:
        both = any(c in "abc" for c in letters([cue])) and any(c in "XYZ" for c in letters([cue]))
        assert both == all(line.startswith("– ") for line in cue.lines)


@given(natural_speech())
def test_a_cue_begins_with_its_first_word(segments: list[Segment]) -> None:
    """Never early; late by 0.8 s at most, and only after a cue of the shortest length."""
    cues = cues_of(segments)
    assert_rules(cues)
    starts = {0: 0.0}
    words = [w for s in segments for w in s.words]
    for word, at in zip(words, accumulate((len(w.text) for w in words), initial=0)):
        starts[at] = word.start
    at, before = 0, Cue(0.0, 0.0, ())
    for cue in cues:
        late = cue.start - starts[at]
        assert -0.001 < late < 0.801  # cues come in whole milliseconds
        if late > 0.001:
            assert cue.start == before.end == pytest.approx(before.start + 0.8)
        at, before = at + len(letters([cue])), cue


@given(natural_speech(slowest=12))
def test_a_cue_stays_while_it_is_spoken_unless_the_next_begins(segments: list[Segment]) -> None:
    cues = cues_of(segments)
    ends, at = {}, 0
    for word in (w for s in segments for w in s.words):
        at += len(word.text)
        ends[at] = word.end
    at = 0
    for cue, following in zip(cues, [*cues[1:], None]):
        at += len(letters([cue]))
        cut = following is not None and following.start == cue.end
        assert cut or cue.end >= ends[at] - 0.001


@given(natural_speech())
def test_no_line_of_one_word_where_another_break_fits(segments: list[Segment]) -> None:
    for cue in cues_of(segments):
        words = " ".join(cue.lines).split()
        if len(cue.lines) == 2 and min(len(line.split()) for line in cue.lines) == 1:
            for count in range(2, len(words) - 1):
                halves = " ".join(words[:count]), " ".join(words[count:])
                assert max(map(len, halves)) > LINE


@given(natural_speech())
def test_after_ten_seconds_of_silence_nothing_is_held(segments: list[Segment]) -> None:
    maker = CueBuilder()
    told = [c for s in segments for c in maker.add(s)]
    told += maker.add(said(segments[-1].end + 10, "Hej."))
    assert letters(told) == text_of(segments)


@pytest.mark.parametrize("step", [0.0, 2.0])
def test_memory_does_not_grow_with_the_file(step: float) -> None:
    """Speech without pauses; with step 0 the times stand still as well."""
    maker, added, told = CueBuilder(), 0, 0
    for i in range(500):
        spoken = said(step * i, "det här är en mening utan slut", pace=15.1)
        added += len(text_of([spoken]))
        told += len(letters(maker.add(spoken)))
        assert added - told < 2000
    assert told + len(letters(maker.finish())) == added


def test_cues_name_their_speakers_if_asked() -> None:
    first, second = "Vi måste få ett besked från kommunen nu.", "Ja, precis."
    segments = [said(0.0, first, "S1"), said(1.0, second, "S2"), said(20.0, "Bra.", "S1")]
    makers = CueBuilder(with_speakers=True), CueBuilder()
    named, plain = (
        [cue for s in segments for cue in maker.add(s)] + list(maker.finish()) for maker in makers
    )
    assert [c.lines for c in named] == [(f"– {first}", f"– {second}"), ("Bra.",)]
    assert [c.speakers for c in named] == [("S1", "S2"), ("S1",)]
    assert [replace(c, speakers=()) for c in named] == plain
