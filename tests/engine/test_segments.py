"""A window's words -> segments: division, flags and confidence."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.transcript.confidence import FileConfidence
from fast_transcribe.transcript.phrases import phrases
from fast_transcribe.transcript.segments import Segment, SegmentBuilder
from fast_transcribe.whisper.quality_checks import Flags
from fast_transcribe.whisper.window_text import DecodedWindow, Unread
from fast_transcribe.whisper.words import Word
from hypothesis import given
from hypothesis import strategies as st

RATE = 16000


def said(text: str, start: float = 0.0, probability: float = 0.9) -> list[Word]:
    """Each word takes 0.4 s."""
    return [
        Word(start + 0.4 * i, start + 0.4 * (i + 1), t, probability)
        for i, t in enumerate(text.split())
    ]


def window(
    words: Sequence[Word],
    flags: Sequence[Flags] | None = None,
    cut: tuple[bool, bool] = (False, False),
) -> DecodedWindow:
    excerpt = Excerpt(TimeMap(((0, 0),), 30 * RATE), ((0, 30 * RATE),), *cut)
    return DecodedWindow(excerpt, words, flags if flags is not None else [()] * len(words))


def segments(words: Sequence[Word], **how: object) -> list[Segment]:
    return SegmentBuilder().segments(window(words, **how))  # type: ignore[arg-type]


def texts(words: Sequence[Word]) -> list[str]:
    return [" ".join(w.text for w in phrase) for phrase in phrases(words)]


def test_a_sentence_is_a_segment() -> None:
    words = said("God morgon. Klockan är nio, och det regnar! Kommer du?")
    assert texts(words) == ["God morgon.", "Klockan är nio, och det regnar!", "Kommer du?"]


def test_an_abbreviation_ends_no_sentence() -> None:
    assert len(texts(said("Det är t.ex. nu kl. 9 som det börjar."))) == 1


def test_a_pause_ends_what_has_no_punctuation() -> None:
    words = [*said("god morgon"), *said("klockan är nio", 1.1)]
    assert texts(words) == ["god morgon", "klockan är nio"]
    assert len(texts([*said("god morgon"), *said("klockan är nio", 1.0)])) == 1


def test_a_short_pause_ends_no_sentence_but_a_long_one_does() -> None:
    assert len(texts([*said("God morgon"), *said("alla som lyssnar.", 1.3)])) == 1
    assert len(texts([*said("God morgon"), *said("alla som lyssnar.", 1.9)])) == 2


def test_what_goes_on_for_very_long_is_divided_at_a_comma() -> None:
    half = "och sedan gick vi hela vägen hem igen utan att säga något mera"
    words = said(f"Vi åkte dit alla {half}, {half}, {half}, till någon.")
    assert [t.split()[-1] for t in texts(words)] == ["mera,", "någon."]
    assert max(p[-1].end - p[0].start for p in phrases(words)) < 15


def test_japanese_sentences() -> None:
    words = [
        Word(0.3 * i, 0.3 * (i + 1), t, 0.9, joined=True)
        for i, t in enumerate(["今日", "は", "。", "元気", "です", "か", "？"])
    ]
    made = segments(words)
    assert [s.text for s in made] == ["今日は。", "元気ですか？"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["ja", "nej,", "slut.", "Hej!"]), st.floats(0, 3)), max_size=60
    )
)
def test_no_word_is_lost_and_their_order_is_kept(spoken: list[tuple[str, float]]) -> None:
    words, at = list[Word](), 0.0
    for text, pause in spoken:
        words.append(Word(at + pause, at + pause + 0.3, text, 0.9))
        at += pause + 0.3
    divided = list(phrases(words))
    assert [w for phrase in divided for w in phrase] == words
    assert all(divided)


def test_times_and_text_are_those_of_the_words() -> None:
    (segment,) = segments(said("god morgon", 10.0))
    assert (segment.start, segment.end, segment.text) == (10.0, 10.8, "god morgon")
    assert segment.confidence == pytest.approx(0.9)
    assert [w.text for w in segment.words] == ["god", "morgon"]


def test_no_words_are_no_segment() -> None:
    assert segments([]) == []


@pytest.mark.parametrize(
    ("probability", "flags", "cut", "wanted"),
    [
        (0.9, (), (False, False), [(), (), ()]),
        (0.3, (), (False, False), [("low_confidence",)] * 3),
        (0.9, ("repetition",), (False, False), [("repetition",)] * 3),
        (0.3, ("repetition",), (False, False), [("low_confidence", "repetition")] * 3),
        (0.9, (), (True, False), [("cut_at_window",), (), ()]),
        (0.9, (), (False, True), [(), (), ("cut_at_window",)]),
    ],
)
def test_flags(
    probability: float, flags: Flags, cut: tuple[bool, bool], wanted: list[Flags]
) -> None:
    words = said("Ja tack. Nej tack. Hej då.", probability=probability)
    made = segments(words, flags=[flags] * len(words), cut=cut)
    assert [s.flags for s in made] == wanted


def test_one_flagged_word_flags_its_segment_alone() -> None:
    words = said("Ja tack. Nej tack.")
    made = segments(words, flags=[(), (), ("repetition",), ()])
    assert [s.flags for s in made] == [(), ("repetition",)]


def test_a_segment_that_is_cut_at_both_ends_says_so_once() -> None:
    (segment,) = segments(said("ja"), cut=(True, True))
    assert segment.flags == ("cut_at_window",)


def test_speech_without_words_goes_with_the_result() -> None:
    understood = window(said("ja"))
    left = [Unread(3.0, 5.0, no_speech=False)]
    result = SegmentBuilder().result(
        DecodedWindow(understood.excerpt, understood.words, [()], left)
    )
    assert result.unread == left


def confidence(*made: Segment) -> float | None:
    file = FileConfidence()
    for segment in made:
        file.add(segment)
    return file.value


def test_the_files_confidence_is_weighted_by_words() -> None:
    (long,) = segments(said("tre ord här", probability=0.8))
    (short,) = segments(said("ett", probability=0.4))
    assert confidence() is None
    assert confidence(long, short) == pytest.approx(0.7)


def test_a_loop_does_not_raise_the_files_confidence() -> None:
    """The model's own probability is high in a loop."""
    (sure,) = segments(said("god morgon", probability=0.6))
    loop = said("nej " * 8, probability=0.99)
    (looping,) = segments(loop, flags=[("repetition",)] * 8)
    assert confidence(sure, looping) == pytest.approx(0.12)
