"""The output at a terminal: the real command on a pseudo-terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from engine_command import AUDIO, LONGEST_RUN, Reference
from fast_transcribe.display import Display
from fast_transcribe.event_sink import DUAL_MONO, EngineInfo, Outcome
from fast_transcribe.speakers.found_speakers import FoundSpeakers
from fast_transcribe.transcript.spans import CoverageSpan
from marked_voices import STAND_IN


def on_a_terminal(arguments: list[str | Path]) -> tuple[int, str]:
    """-> exit status, everything written to the terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "fast_transcribe", *map(str, arguments)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as engine:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        status = engine.wait(LONGEST_RUN)
    os.close(ours)
    return status, shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux reports that the other end is closed
        return b""


def lines(shown: str) -> list[str]:
    """The final text of each line, without colours and erased text."""
    return [re.split(r"\r|\x1b\[K", line)[-1] for line in shown.replace("\r\n", "\n").split("\n")]


def test_text_as_it_comes_and_a_bar(model_dir: Path, references: dict[str, Reference]) -> None:
    status, shown = on_a_terminal([AUDIO / "news.wav", "--model", model_dir, "--device", "cpu"])
    assert status == 0
    standing = lines(shown)
    assert standing[0] == "Transcribing on cpu, int8_float32."
    texts = [line.split("  ", 1)[1] for line in standing[1:5]]
    assert " ".join(texts) == references["news.wav"].text
    assert standing[1].startswith("0:00:00  ")
    assert "100%  0:00:14 of 0:00:14" in shown
    assert re.fullmatch(r"0:00:14 in \d+\.\d s, \d+ times as fast as it is spoken\.", standing[5])
    assert "{" not in shown  # no JSON for people


@pytest.mark.parametrize("kind", ["missing", "empty"])
def test_what_went_wrong_in_a_sentence(kind: str, model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "audio.wav"
    if kind == "empty":
        path.touch()
    status, shown = on_a_terminal([path, "--model", model_dir, "--device", "cpu"])
    assert status == {"missing": 10, "empty": 11}[kind]
    assert "{" not in shown
    assert lines(shown)[-2].startswith(
        {"missing": "AudioUnreadable: ", "empty": "AudioEmpty: "}[kind]
    )
    assert "error: failed" not in shown  # it is told once


def test_which_file_of_several_it_is(model_dir: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.touch()
    files = [empty, AUDIO / "demo.wav"]
    status, shown = on_a_terminal([*files, "--model", model_dir, "--device", "cpu"])
    assert status == 11
    standing = lines(shown)
    named = [standing.index(f"{file}:") for file in files]
    told = next(i for i, line in enumerate(standing) if line.startswith("AudioEmpty: "))
    heard = next(i for i, line in enumerate(standing) if line.startswith("0:00:00  "))
    assert named[0] < told < named[1] < heard


def test_who_was_heard_and_the_text_with_speakers(model_dir: Path) -> None:
    asked = ["--speakers", "auto", "--speaker-models", STAND_IN, "--device", "cpu"]
    status, shown = on_a_terminal([AUDIO / "news.wav", "--model", model_dir, *asked])
    assert status == 0
    standing = lines(shown)
    heard = next(i for i, line in enumerate(standing) if line.startswith("Speakers: S1 for 0:00:"))
    live, final = standing[1:heard], standing[heard + 1 : -2]
    assert [line.replace("S1: ", "") for line in final] == live
    assert all("  S1: " in line for line in final)


def test_why_there_are_no_speakers(model_dir: Path, tmp_path: Path) -> None:
    asked = ["--speakers", "auto", "--speaker-models", tmp_path, "--device", "cpu"]
    _, shown = on_a_terminal([AUDIO / "demo.wav", "--model", model_dir, *asked])
    assert any(line.startswith("The networks that tell speakers apart") for line in lines(shown))


def test_what_is_told_of_a_file_is_not_told_of_the_next() -> None:
    """Its speech without text, and that the same sound of both sides is taken once."""
    screen = io.StringIO()
    display = Display(io.StringIO(), screen)
    info = EngineInfo("0", "cpu", "int8", "5a")
    both = Outcome("sv", 1.0, 60.0, None, 0, False, "m", info, {}, [DUAL_MONO])
    for span, found in (
        ([CoverageSpan(3.0, 9.0, "untranscribed")], FoundSpeakers()),
        ([], FoundSpeakers(unavailable="Nobody was heard.")),
    ):
        display.ready(info, {})
        for one in span:
            display.coverage(one)
        display.speakers(found)
        display.done(both)
    _, first, second = screen.getvalue().split("Transcribing on ")
    assert "speech without text at 0:00:03–0:00:09;" in first
    assert "speech without text" not in second
    assert "each sentence is there twice" not in first
    assert "each sentence is there twice" in second
