"""What looks wrong is flagged, what people really say is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.whisper.guards import Flags, GuardRules, Guards, Judgement
from fast_transcribe.whisper.reading import Reading
from fast_transcribe.whisper.tokens import Vocabulary

WORD, TIME, RATE = 256, 50364, 16000  # first ids of the micro model's words and timestamps
HALLUCINATION, REPETITION = ("possible_hallucination",), ("repetition",)


@pytest.fixture(scope="module")
def guards(model_dir: Path) -> Guards:
    return Guards(Vocabulary(model_dir), GuardRules())


def at(second: float) -> int:
    return TIME + round(second / 0.02)


def heard(*speech: tuple[float, float]) -> Excerpt:
    """The first 30 s of a file, with speech between these seconds."""
    samples = tuple((round(a * RATE), round(b * RATE)) for a, b in speech)
    return Excerpt(TimeMap(((0, 0),), 30 * RATE), samples)


def reading(*tokens: int, log_probability: float = -0.1, no_speech: float = 0.0) -> Reading:
    return Reading(tokens, [t for t in tokens if t < TIME], log_probability, no_speech)


def sentence(words: list[int], start: float, end: float) -> list[int]:
    return [at(start), *(WORD + w for w in words), at(end)]


def flags(
    guards: Guards, *sentences: list[int], excerpt: Excerpt | None = None
) -> tuple[Flags, ...]:
    tokens = [t for s in sentences for t in s]
    return guards.judge(reading(*tokens), excerpt or heard((0, 30))).flags


def test_ordinary_speech(guards: Guards) -> None:
    said = [sentence([1, 2, 3, 4], 0, 2), sentence([5, 6, 5, 6, 7], 2.5, 4)]
    assert flags(guards, *said) == ((), ())
    assert not guards.judge(reading(*said[0]), heard((0, 30))).is_doubtful


@pytest.mark.parametrize(
    "words",
    [[1] * 5, [1, 2] * 3, [1, 2, 3] * 3, [1, 2, 3, 4] * 2, [1, 1, 2, 2, 3, 3]],
    ids=["nej nej nej nej nej", "ha ha", "three words", "a refrain", "stuttering"],
)
def test_people_repeat_themselves(words: list[int], guards: Guards) -> None:
    assert flags(guards, sentence(words, 0, 6)) == ((),)


@pytest.mark.parametrize("words", [[1] * 6, [1, 2] * 4, [1, 2, 3] * 4, [1, 2, 3, 4] * 3])
def test_a_phrase_over_and_over(words: list[int], guards: Guards) -> None:
    assert flags(guards, sentence([9, *words, 8], 0, 9)) == (REPETITION,)


def test_a_loop_over_several_segments_flags_those_that_it_covers(guards: Guards) -> None:
    loop = [sentence([1, 2, 3, 4], i, i + 1) for i in (3, 4, 5)]
    found = flags(guards, sentence([5, 6, 7], 0, 2), *loop, sentence([8, 9], 8, 9))
    assert found == ((), REPETITION, REPETITION, REPETITION, ())


def test_a_text_that_zips_too_well(guards: Guards) -> None:
    verse = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]  # longer than any phrase that is looked for
    assert flags(guards, *(sentence(verse, i, i + 2) for i in range(0, 20, 2)))[0] == REPETITION


def test_text_where_nobody_speaks(guards: Guards) -> None:
    said = [sentence([1, 2, 3], 0, 2), sentence([4], 10, 12), sentence([5, 6], 20, 22)]
    assert flags(guards, *said, excerpt=heard((0, 2), (20, 22))) == ((), HALLUCINATION, ())


def test_more_text_than_anybody_can_say(guards: Guards) -> None:
    words = list(range(40))
    assert flags(guards, sentence(words, 0, 2)) == (HALLUCINATION,)
    assert flags(guards, sentence(words, 0, 20)) == ((),)


def test_a_guess_is_worth_another_reading_but_no_hallucination(guards: Guards) -> None:
    guess = reading(*sentence([1, 2], 0, 2), log_probability=-1.5)
    assert guards.judge(guess, heard((0, 2))) == Judgement(True, ((),))


def test_a_guess_where_the_model_hears_no_speech(guards: Guards) -> None:
    guess = reading(*sentence([1, 2], 0, 2), log_probability=-1.5, no_speech=0.9)
    assert guards.judge(guess, heard((0, 2))).flags == (HALLUCINATION,)


def test_a_sure_text_is_believed_whatever_the_silence_token_says(guards: Guards) -> None:
    sure = reading(*sentence([1, 2], 0, 2), no_speech=0.9)
    assert guards.judge(sure, heard((0, 2))) == Judgement(False, ((),))


def test_no_text_is_nothing_to_doubt(guards: Guards) -> None:
    nothing = reading(at(0), log_probability=-3.0, no_speech=0.9)
    assert guards.judge(nothing, heard((0, 2))) == Judgement(False, ())
