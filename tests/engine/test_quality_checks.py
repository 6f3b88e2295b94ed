"""QualityChecks: loops and hallucinations are flagged, ordinary speech is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fast_transcribe.whisper.decode_result import DecodeResult
from fast_transcribe.whisper.quality_checks import Flags, QualityChecks, QualityThresholds, Verdict
from fast_transcribe.whisper.words import Word

RATE = 16000
HALLUCINATION, REPETITION = ("possible_hallucination",), ("repetition",)
SPEECH = ((0, 30 * RATE),)
# 40 words without repetition
LETTERS = "".join(chr(97 + (i * i * 7 + i // 3) % 26) for i in range(200))
MANY = [LETTERS[i : i + 5] for i in range(0, 200, 5)]
CHECKS = QualityChecks(QualityThresholds())


def result(
    text: str, avg_logprob: float = -0.1, no_speech_prob: float = 0.0, tokens: tuple[int, ...] = ()
) -> DecodeResult:
    return DecodeResult(tokens, text, text.split(), avg_logprob, no_speech_prob)


def said(text: str, start: float = 0.0, end: float = 30.0) -> list[Word]:
    """The words of `text`, spread evenly from `start` to `end` seconds."""
    texts = text.split()
    step = (end - start) / len(texts)
    return [Word(start + i * step, start + (i + 1) * step, t, 0.9) for i, t in enumerate(texts)]


def flags(text: str) -> list[Flags]:
    return CHECKS.flags(said(text), result(text), SPEECH)


def test_ordinary_speech() -> None:
    text = "i dag är det torsdag, och i morgon är det fredag"
    assert set(flags(text)) == {()}
    assert not CHECKS.judge(result(text), SPEECH).is_doubtful


@pytest.mark.parametrize(
    "text",
    ["nej nej nej nej nej", "ha ha ha", "a b c a b c a b c", "a b c d a b c d", "a a b b c c"],
)
def test_a_few_repetitions_are_ordinary_speech(text: str) -> None:
    assert set(flags(text)) == {()}


@pytest.mark.parametrize("loop", ["a " * 6, "a b " * 4, "a b c " * 4, "a b c d " * 3])
def test_a_repeated_phrase(loop: str) -> None:
    found = flags(f"x {loop}y")
    assert found == [(), *[REPETITION] * len(loop.split()), ()]
    assert CHECKS.judge(result(f"x {loop}y"), SPEECH).looping


def unspaced(*texts: str) -> tuple[list[Word], DecodeResult]:
    """Words without spaces between them, one second each."""
    words = [Word(i, i + 1, text, 0.9, joined=True) for i, text in enumerate(texts)]
    return words, DecodeResult((), "".join(texts), texts, -0.1, 0.0)


def test_a_repeated_phrase_in_a_script_without_spaces() -> None:
    words, written = unspaced("今日は", *["天", "気", "ですね。"] * 4, "はい")
    assert CHECKS.judge(written, SPEECH).looping
    assert CHECKS.flags(words, written, SPEECH) == [(), *[REPETITION] * 12, ()]


def test_no_spaces_are_counted_between_words_without_spaces() -> None:
    characters = [chr(0x4E00 + 7 * i) for i in range(100)]
    words, written = unspaced(*characters)
    within = [replace(w, start=w.start / 50, end=w.end / 50) for w in words]
    speech = ((0, 2 * RATE),)
    assert not CHECKS.judge(written, speech).crowded
    assert set(CHECKS.flags(within, written, speech)) == {()}


def test_case_and_punctuation_do_not_hide_a_loop() -> None:
    assert set(flags("No, no. No! NO? no… no")) == {REPETITION}


def test_a_text_with_a_high_compression_ratio() -> None:
    verse = (
        "ett två tre fyra fem sex sju åtta nio tio "  # longer than any phrase that `repeats` covers
    )
    assert set(flags(verse * 10)) == {REPETITION}


def test_more_text_than_fits_the_speech() -> None:
    text = " ".join(MANY)
    short, long = ((0, 2 * RATE),), ((0, 20 * RATE),)
    assert set(CHECKS.flags(said(text, 0, 2), result(text), short)) == {HALLUCINATION}
    assert set(CHECKS.flags(said(text, 0, 20), result(text), long)) == {()}
    assert CHECKS.judge(result(text), short).crowded


def test_only_words_in_speech_with_too_much_text_are_flagged() -> None:
    text = " ".join(MANY)
    words = [*said("det här är helt vanligt tal", 0, 3), *said(text, 10, 10.5)]
    found = CHECKS.flags(words, result("ignored"), ((0, 3 * RATE), (10 * RATE, 21 * RATE // 2)))
    assert found == [*[()] * 6, *[HALLUCINATION] * 40]


@pytest.mark.parametrize("text", ["Du-", "To", "skulle jag", "att när man"])
def test_a_fragment_is_no_hallucination(text: str) -> None:
    """The end of a window cuts off words and shortens their times."""
    speech = ((0, 160),)
    assert set(CHECKS.flags(said(text, 0.0, 0.01), result(text), speech)) == {()}
    assert not CHECKS.judge(result(text), speech).is_doubtful


def test_a_guess_is_doubtful_but_no_hallucination() -> None:
    guess = result("kanske så", avg_logprob=-1.5)
    assert CHECKS.judge(guess, SPEECH) == Verdict(looping=False, crowded=False, guessed=True)
    assert set(CHECKS.flags(said("kanske så"), guess, SPEECH)) == {()}


def test_a_guess_where_the_model_detects_no_speech() -> None:
    guess = result("tack till er", avg_logprob=-1.5, no_speech_prob=0.9)
    assert set(CHECKS.flags(said("tack till er"), guess, SPEECH)) == {HALLUCINATION}


def test_a_probable_text_outweighs_no_speech_prob() -> None:
    sure = result("god morgon", no_speech_prob=0.9)
    assert set(CHECKS.flags(said("god morgon"), sure, SPEECH)) == {()}
    assert not CHECKS.judge(sure, SPEECH).is_doubtful


def test_an_empty_text_is_not_doubtful() -> None:
    nothing = result("", avg_logprob=-3.0, no_speech_prob=0.9)
    assert not CHECKS.judge(nothing, SPEECH).is_doubtful
    assert CHECKS.flags([], nothing, SPEECH) == []
