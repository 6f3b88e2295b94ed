"""What looks wrong is flagged, what people really say is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fast_transcribe.whisper.decode_result import DecodeResult
from fast_transcribe.whisper.quality_checks import Flags, QualityChecks, QualityThresholds, Verdict
from fast_transcribe.whisper.words import Word

RATE = 16000
HALLUCINATION, REPETITION = ("possible_hallucination",), ("repetition",)
SPEECH = ((0, 30 * RATE),)
# forty words without a pattern
LETTERS = "".join(chr(97 + (i * i * 7 + i // 3) % 26) for i in range(200))
MANY = [LETTERS[i : i + 5] for i in range(0, 200, 5)]
GUARDS = QualityChecks(QualityThresholds())


def result(
    text: str, log_probability: float = -0.1, no_speech: float = 0.0, tokens: tuple[int, ...] = ()
) -> DecodeResult:
    return DecodeResult(tokens, text, text.split(), log_probability, no_speech)


def said(text: str, start: float = 0.0, end: float = 30.0) -> list[Word]:
    """Its words, spread over these seconds."""
    texts = text.split()
    step = (end - start) / len(texts)
    return [Word(start + i * step, start + (i + 1) * step, t, 0.9) for i, t in enumerate(texts)]


def flags(text: str) -> list[Flags]:
    return GUARDS.flags(said(text), result(text), SPEECH)


def test_ordinary_speech() -> None:
    text = "i dag är det torsdag, och i morgon är det fredag"
    assert set(flags(text)) == {()}
    assert not GUARDS.judge(result(text), SPEECH).is_doubtful


@pytest.mark.parametrize(
    "text",
    ["nej nej nej nej nej", "ha ha ha", "a b c a b c a b c", "a b c d a b c d", "a a b b c c"],
)
def test_people_repeat_themselves(text: str) -> None:
    assert set(flags(text)) == {()}


@pytest.mark.parametrize("loop", ["a " * 6, "a b " * 4, "a b c " * 4, "a b c d " * 3])
def test_a_phrase_over_and_over(loop: str) -> None:
    found = flags(f"x {loop}y")
    assert found == [(), *[REPETITION] * len(loop.split()), ()]
    assert GUARDS.judge(result(f"x {loop}y"), SPEECH).looping


def unspaced(*texts: str) -> tuple[list[Word], DecodeResult]:
    """Words without blanks between them, a second each."""
    words = [Word(i, i + 1, text, 0.9, joined=True) for i, text in enumerate(texts)]
    return words, DecodeResult((), "".join(texts), texts, -0.1, 0.0)


def test_a_phrase_over_and_over_in_writing_without_spaces() -> None:
    words, written = unspaced("今日は", *["天", "気", "ですね。"] * 4, "はい")
    assert GUARDS.judge(written, SPEECH).looping
    assert GUARDS.flags(words, written, SPEECH) == [(), *[REPETITION] * 12, ()]


def test_characters_are_counted_without_blanks_that_are_not_written() -> None:
    characters = [chr(0x4E00 + 7 * i) for i in range(100)]
    words, written = unspaced(*characters)
    within = [replace(w, start=w.start / 50, end=w.end / 50) for w in words]
    speech = ((0, 2 * RATE),)
    assert not GUARDS.judge(written, speech).crowded
    assert set(GUARDS.flags(within, written, speech)) == {()}


def test_case_and_punctuation_do_not_hide_a_loop() -> None:
    assert set(flags("No, no. No! NO? no… no")) == {REPETITION}


def test_a_text_that_zips_too_well() -> None:
    verse = "ett två tre fyra fem sex sju åtta nio tio "  # longer than any phrase looked for
    assert set(flags(verse * 10)) == {REPETITION}


def test_more_text_than_anybody_can_say() -> None:
    text = " ".join(MANY)
    short, long = ((0, 2 * RATE),), ((0, 20 * RATE),)
    assert set(GUARDS.flags(said(text, 0, 2), result(text), short)) == {HALLUCINATION}
    assert set(GUARDS.flags(said(text, 0, 20), result(text), long)) == {()}
    assert GUARDS.judge(result(text), short).crowded


def test_only_the_speech_that_has_too_much_text_is_flagged() -> None:
    text = " ".join(MANY)
    words = [*said("det här är helt vanligt tal", 0, 3), *said(text, 10, 10.5)]
    found = GUARDS.flags(words, result("ignored"), ((0, 3 * RATE), (10 * RATE, 21 * RATE // 2)))
    assert found == [*[()] * 6, *[HALLUCINATION] * 40]


@pytest.mark.parametrize("text", ["Du-", "To", "skulle jag", "att när man"])
def test_a_fragment_is_no_invention(text: str) -> None:
    """The end of a window cuts words off, and their times with them."""
    speech = ((0, 160),)
    assert set(GUARDS.flags(said(text, 0.0, 0.01), result(text), speech)) == {()}
    assert not GUARDS.judge(result(text), speech).is_doubtful


def test_a_guess_is_worth_another_decoding_but_no_hallucination() -> None:
    guess = result("kanske så", log_probability=-1.5)
    assert GUARDS.judge(guess, SPEECH) == Verdict(looping=False, crowded=False, guessed=True)
    assert set(GUARDS.flags(said("kanske så"), guess, SPEECH)) == {()}


def test_a_guess_where_the_model_hears_no_speech() -> None:
    guess = result("tack till er", log_probability=-1.5, no_speech=0.9)
    assert set(GUARDS.flags(said("tack till er"), guess, SPEECH)) == {HALLUCINATION}


def test_a_sure_text_is_believed_whatever_the_silence_token_says() -> None:
    sure = result("god morgon", no_speech=0.9)
    assert set(GUARDS.flags(said("god morgon"), sure, SPEECH)) == {()}
    assert not GUARDS.judge(sure, SPEECH).is_doubtful


def test_no_text_is_nothing_to_doubt() -> None:
    nothing = result("", log_probability=-3.0, no_speech=0.9)
    assert not GUARDS.judge(nothing, SPEECH).is_doubtful
    assert GUARDS.flags([], nothing, SPEECH) == []
