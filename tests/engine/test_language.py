"""The file's language: detected once there is enough speech, and flagged if uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.frontend import Watermark
from fast_transcribe.speech.mel_window import MelWindow, PlacedWindow
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.whisper.language import UNDETERMINED, LanguageSelector
from fast_transcribe.whisper.tokens import Vocabulary

RATE = 16000


@dataclass
class ScriptedEar:
    """In place of CTranslate2's Whisper: detects these languages, window by window."""

    script: list[dict[str, float]]
    asked: int = field(default=0)

    def detect_language(self, _features: Any) -> list[list[tuple[str, float]]]:
        self.asked += 1
        heard = self.script.pop(0)
        return [[(f"<|{code}|>", p) for code, p in heard.items()]]


@pytest.fixture(scope="module")
def vocabulary(model_dir: Path) -> Vocabulary:
    return Vocabulary(model_dir)


def window(number: int, speech: float) -> MelWindow:
    samples = round(speech * RATE)
    excerpt = Excerpt(TimeMap(((0, 0),), samples), ((0, samples),))
    return MelWindow(number, 0, excerpt, np.zeros((80, 3000), np.float32))


def selector(ear: ScriptedEar, vocabulary: Vocabulary, asked: str = "auto") -> LanguageSelector:
    return LanguageSelector(ear, vocabulary, asked)  # type: ignore[arg-type]


def numbers(items: Iterator[PlacedWindow | Watermark]) -> list[int]:
    return [i.number for i in items if isinstance(i, PlacedWindow)]


def test_a_clear_language_in_enough_speech_is_asked_for_once(vocabulary: Vocabulary) -> None:
    ear = ScriptedEar([{"sv": 0.97, "no": 0.03}])
    chosen = selector(ear, vocabulary)
    items = chosen.windows(iter([window(0, 8.0), window(1, 16.0)]))
    assert next(items).number == 0  # type: ignore[union-attr]
    assert chosen.prompt == vocabulary.prompt("sv")
    assert numbers(items) == [1]
    assert (ear.asked, chosen.language.code, chosen.language.is_uncertain) == (1, "sv", False)


def test_a_second_of_speech_does_not_decide(vocabulary: Vocabulary) -> None:
    """The first window has 1.5 s of French, which alone is taken for Czech."""
    ear = ScriptedEar([{"cs": 0.59, "fr": 0.41}, {"fr": 0.98, "cs": 0.02}])
    chosen = selector(ear, vocabulary)
    items = [window(0, 1.5), Watermark(30.0), window(1, 16.0), window(2, 20.0)]
    assert numbers(chosen.windows(iter(items))) == [0, 1, 2]
    assert (chosen.language.code, chosen.language.is_uncertain) == ("fr", False)
    assert chosen.language.probability == pytest.approx((1.5 * 0.41 + 16 * 0.98) / 17.5)


def test_not_even_a_sure_answer_decides_on_a_second(vocabulary: Vocabulary) -> None:
    ear = ScriptedEar([{"cs": 0.95}, {"fr": 0.98}])
    chosen = selector(ear, vocabulary)
    assert numbers(chosen.windows(iter([window(0, 1.0), window(1, 16.0)]))) == [0, 1]
    assert chosen.language.code == "fr"


def test_what_stays_doubtful_is_the_most_probable_and_uncertain(vocabulary: Vocabulary) -> None:
    ear = ScriptedEar([{"da": 0.5, "no": 0.3}, {"no": 0.6}, {"no": 0.5}, {"no": 0.5}])
    chosen = selector(ear, vocabulary)
    items = [window(n, 10.0) for n in range(6)]
    assert numbers(chosen.windows(iter(items))) == [0, 1, 2, 3, 4, 5]
    assert ear.asked == 4
    assert (chosen.language.code, chosen.language.is_uncertain) == ("no", True)


def test_a_short_file_is_decided_at_its_end(vocabulary: Vocabulary) -> None:
    chosen = selector(ScriptedEar([{"sv": 0.9}]), vocabulary)
    assert numbers(chosen.windows(iter([Watermark(1.0), window(0, 2.0), Watermark(3.0)]))) == [0]
    assert (chosen.language.code, chosen.language.probability) == ("sv", pytest.approx(0.9))


def test_silence_before_the_first_speech_is_not_held_back(vocabulary: Vocabulary) -> None:
    chosen = selector(ScriptedEar([]), vocabulary)
    assert list(chosen.windows(iter([Watermark(5.0), Watermark(10.0)]))) == [
        Watermark(5.0),
        Watermark(10.0),
    ]
    assert chosen.language == UNDETERMINED
    assert not chosen.language.is_uncertain


def test_the_language_that_was_asked_for_is_not_asked_about(vocabulary: Vocabulary) -> None:
    ear = ScriptedEar([])
    chosen = selector(ear, vocabulary, "sv")
    assert numbers(chosen.windows(iter([window(0, 1.0)]))) == [0]
    assert (ear.asked, chosen.language.probability) == (0, 1.0)
