"""Tokens -> segments: times, words, flags and confidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from fast_transcribe.confidence import FileConfidence
from fast_transcribe.recognise import Reading
from fast_transcribe.segments import Segment, SegmentMaker
from fast_transcribe.timemap import TimeMap
from fast_transcribe.tokens import Vocabulary
from fast_transcribe.words import AlignedTokens

WORD, TIME = 256, 50364  # first ids of the micro model's words and timestamps
RATE = 16000
# 2 s from second 10 of the file, then 3 s from second 20
TIMES = TimeMap(((0, 10 * RATE), (2 * RATE, 20 * RATE)), 5 * RATE)


@pytest.fixture(scope="module")
def vocabulary(model_dir: Path) -> Vocabulary:
    return Vocabulary(model_dir)


def at(second: float) -> int:
    return TIME + round(second / 0.02)


def segments(
    vocabulary: Vocabulary, tokens: list[int], probability: float = 0.9, loops: bool = False
) -> list[Segment]:
    text = [t for t in tokens if vocabulary.is_text(t)]
    aligned = AlignedTokens([0.5 * i for i in range(len(text) + 1)], [probability] * len(text))
    reading = Reading(tokens, text, -0.1, 0.0, loops)
    return list(SegmentMaker(vocabulary).segments(TIMES, reading, aligned))


def test_times_map_over_the_seam(vocabulary: Vocabulary) -> None:
    tokens = [at(0.5), WORD, WORD + 1, at(2.0), at(2.0), WORD + 2, at(4.0)]
    first, second = segments(vocabulary, tokens)
    assert (first.id, first.start, first.end) == (0, 10.5, 12.0)
    assert (second.id, second.start, second.end) == (1, 20.0, 22.0)


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
    ("probability", "loops", "flags"),
    [
        (0.9, False, ()),
        (0.4, False, ("low_confidence",)),
        (0.9, True, ("repetition",)),
        (0.4, True, ("low_confidence", "repetition")),
    ],
)
def test_flags(
    probability: float, loops: bool, flags: tuple[str, ...], vocabulary: Vocabulary
) -> None:
    (segment,) = segments(vocabulary, [at(0.0), WORD, at(1.0)], probability, loops)
    assert segment.flags == flags
    assert segment.confidence == pytest.approx(probability)


def test_the_files_confidence_is_weighted_by_words(vocabulary: Vocabulary) -> None:
    confidence = FileConfidence()
    assert confidence.value is None
    (long,) = segments(vocabulary, [at(0.0), WORD, WORD + 1, WORD + 2, at(1.0)], 0.8)
    (short,) = segments(vocabulary, [at(0.0), WORD, at(1.0)], 0.4)
    confidence.add(long)
    confidence.add(short)
    assert confidence.value == pytest.approx(0.7)
