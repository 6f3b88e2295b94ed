"""Tokens -> segments: times, words, flags and confidence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.transcript.confidence import FileConfidence
from fast_transcribe.transcript.segments import Segment, SegmentMaker
from fast_transcribe.whisper.guards import Flags, Judgement
from fast_transcribe.whisper.reading import Reading
from fast_transcribe.whisper.recognise import Understood
from fast_transcribe.whisper.tokens import Vocabulary
from fast_transcribe.whisper.words import AlignedTokens

WORD, TIME = 256, 50364  # first ids of the micro model's words and timestamps
RATE = 16000
# 2 s from second 10 of the file, then 3 s from second 20
TIMES = TimeMap(((0, 10 * RATE), (2 * RATE, 20 * RATE)), 5 * RATE)


@pytest.fixture(scope="module")
def vocabulary(model_dir: Path) -> Vocabulary:
    return Vocabulary(model_dir)


def at(second: float) -> int:
    return TIME + round(second / 0.02)


@dataclass(frozen=True)
class Case:
    """What a window may have besides its tokens."""

    probability: float = 0.9
    flags: Flags = ()
    cut_before: bool = False
    cut_after: bool = False
    unfinished: bool = False


ORDINARY = Case()


def segments(vocabulary: Vocabulary, tokens: list[int], case: Case = ORDINARY) -> list[Segment]:
    text = [t for t in tokens if vocabulary.is_text(t)]
    aligned = AlignedTokens(
        [(i, 25 * i) for i in range(len(text) + 1)], [case.probability] * len(text)
    )
    reading = Reading(tokens, text, -0.1, 0.0, case.unfinished)
    judgement = Judgement(False, (case.flags,) * len(text))
    excerpt = Excerpt(TIMES, ((0, 40 * RATE),), case.cut_before, case.cut_after)
    return SegmentMaker(vocabulary).segments(Understood(excerpt, reading, judgement, aligned))


def test_times_map_over_the_seam(vocabulary: Vocabulary) -> None:
    tokens = [at(0.5), WORD, WORD + 1, at(2.0), at(2.0), WORD + 2, at(4.0)]
    first, second = segments(vocabulary, tokens)
    assert (first.start, first.end) == (10.5, 12.0)
    assert (second.start, second.end) == (20.0, 22.0)


def test_speech_cut_by_the_window_ends_with_it(vocabulary: Vocabulary) -> None:
    (segment,) = segments(vocabulary, [at(0.0), WORD])
    assert (segment.start, segment.end) == (10.0, 23.0)


def test_the_start_of_what_is_cut_off_is_no_segment(vocabulary: Vocabulary) -> None:
    assert len(segments(vocabulary, [at(0.0), WORD, at(1.0), at(4.0)])) == 1


def test_no_text_is_no_segment(vocabulary: Vocabulary) -> None:
    assert segments(vocabulary, []) == []
    assert segments(vocabulary, [at(0.0), at(1.0)]) == []
    space = 220
    assert segments(vocabulary, [at(0.0), space, at(1.0)]) == []


def test_a_first_word_is_not_before_its_segment(vocabulary: Vocabulary) -> None:
    (segment,) = segments(vocabulary, [at(0.4), WORD, WORD + 1, at(1.4)])
    assert [(w.start, w.end) for w in segment.words] == [(10.4, 10.5), (10.5, 11.0)]


@pytest.mark.parametrize(
    ("case", "flags"),
    [
        (Case(), [(), (), ()]),
        (Case(probability=0.4), [("low_confidence",)] * 3),
        (Case(flags=("repetition",)), [("repetition",)] * 3),
        (Case(0.4, flags=("repetition",)), [("low_confidence", "repetition")] * 3),
        (Case(cut_before=True), [("cut_at_window",), (), ()]),
        (Case(cut_after=True), [(), (), ("cut_at_window",)]),
        (Case(unfinished=True), [(), (), ("cut_at_window",)]),
    ],
)
def test_flags(case: Case, flags: list[Flags], vocabulary: Vocabulary) -> None:
    tokens = [at(0.0), WORD, at(1.0), at(1.0), WORD + 1, at(2.0), at(2.0), WORD + 2, at(3.0)]
    made = segments(vocabulary, tokens, case)
    assert [s.flags for s in made] == flags
    assert [s.confidence for s in made] == pytest.approx([case.probability] * 3)


def test_a_segment_that_is_cut_at_both_ends_says_so_once(vocabulary: Vocabulary) -> None:
    (segment,) = segments(vocabulary, [at(0.0), WORD], Case(cut_before=True, cut_after=True))
    assert segment.flags == ("cut_at_window",)


def test_the_files_confidence_is_weighted_by_words(vocabulary: Vocabulary) -> None:
    confidence = FileConfidence()
    assert confidence.value is None
    (long,) = segments(vocabulary, [at(0.0), WORD, WORD + 1, WORD + 2, at(1.0)], Case(0.8))
    (short,) = segments(vocabulary, [at(0.0), WORD, at(1.0)], Case(0.4))
    confidence.add(long)
    confidence.add(short)
    assert confidence.value == pytest.approx(0.7)
