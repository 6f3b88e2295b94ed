"""--speakers and the request's field: what is asked for, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from engine_command import AUDIO
from fast_transcribe.cli import main
from fast_transcribe.speakers.options import MOST, SpeakerCount, parsed, requested
from hypothesis import given
from hypothesis import strategies as st
from in_this_process import transcribe

COUNTS = st.integers(1, MOST)


@given(COUNTS, COUNTS)
def test_a_number_a_range_or_any(one: int, other: int) -> None:
    least, most = sorted((one, other))
    assert parsed(f"{least}-{most}") == SpeakerCount(least, most)
    assert requested({"min": least, "max": most}) == SpeakerCount(least, most)
    assert parsed(str(one)) == SpeakerCount(one, one)


def test_auto_and_off() -> None:
    assert parsed("auto") == requested("auto") == SpeakerCount(1, MOST)
    assert parsed("off") is None
    assert requested("off") is None


WRONG = ["", "0", "21", "-2", "2-", "3-2", "2-30", "two", "1.5", "2-3-4", "AUTO", " 2", "²"]


@pytest.mark.parametrize("text", WRONG)
def test_other_options_are_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["a.wav", "--model", "m", f"--speakers={text}"])
    assert "argument --speakers: " in capsys.readouterr().err


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        2,
        "2",
        "",
        [],
        {},
        {"min": 1},
        {"min": 0, "max": 2},
        {"min": 3, "max": 2},
        {"min": 1, "max": 21},
        {"min": 1, "max": 2, "of": 3},
        {"min": 1.0, "max": 2},
        {"min": True, "max": 2},
    ],
)
def test_other_requests_are_refused(value: object, model_dir: Path) -> None:
    request = json.dumps({"audio": str(AUDIO / "demo.wav"), "speakers": value}) + "\n"
    run = transcribe("--await-request", model=model_dir, request=request)
    assert (run.status, run.last["code"]) == (2, "OptionInvalid")
    assert 'send "off", "auto" or {"min": n, "max": n}' in run.last["message"]


def test_the_side_file_is_written_over_nothing(model_dir: Path, tmp_path: Path) -> None:
    audio = tmp_path / "call.speakers"
    audio.write_bytes((AUDIO / "demo.wav").read_bytes())
    before = audio.read_bytes()
    run = transcribe(audio, "--speakers", "auto", "--resume", tmp_path / "call", model=model_dir)
    assert (run.status, run.last["code"]) == (2, "OptionInvalid")
    assert "is also the audio file" in run.last["message"]
    assert audio.read_bytes() == before
