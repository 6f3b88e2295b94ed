"""The command's interface: the request on standard input, exit statuses, output streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from encode import write_wav
from engine_command import AUDIO, LONGEST_RUN, Reference, transcribe
from in_this_process import transcribe as transcribe_here


def test_the_request_comes_after_ready(model_dir: Path, references: dict[str, Reference]) -> None:
    command = [sys.executable, "-m", "fast_transcribe", "--await-request", "--model", model_dir]
    with subprocess.Popen(
        [str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        ready = json.loads(engine.stdout.readline())  # it has no request yet
        assert ready["event"] == "ready"
        assert ready["engine"]["device"] == "cpu"
        assert ready["timings"].keys() == {"importSeconds", "modelLoadSeconds"}
        request = {"audio": str(AUDIO / "news.wav"), "language": "auto", "words": True}
        out, _ = engine.communicate(json.dumps(request) + "\n", timeout=LONGEST_RUN)
    events = [json.loads(line) for line in out.splitlines()]
    segments = [e for e in events if e["event"] == "segment"]
    assert engine.returncode == 0
    assert " ".join(s["text"] for s in segments) == references["news.wav"].text
    assert all(s["words"] for s in segments)
    assert events[-1]["language"] == "sv"


def test_no_request_is_no_error(model_dir: Path) -> None:
    run = transcribe("--await-request", model=model_dir)
    assert run.status == 0
    assert [e["event"] for e in run.events] == ["ready"]


@pytest.mark.parametrize(
    "request_line",
    [
        "not json\n",
        "[]\n",
        "{}\n",
        '{"audio": 7}\n',
        '{"audio": "x.wav", "words": 1}\n',
        '{"audio": "x.wav", "model": "/other"}\n',
        '{"audio": "x.wav", "channels": "left"}\n',
        '{"audio": "x.wav", "resume": null}\n',
        '{"audio": "-"}\n',
    ],
)
def test_a_request_that_is_not_understood(request_line: str, model_dir: Path) -> None:
    run = transcribe_here("--await-request", model=model_dir, request=request_line)
    assert run.status == 2
    assert (run.last["event"], run.last["code"]) == ("error", "OptionInvalid")


def test_a_language_that_the_model_does_not_know(model_dir: Path) -> None:
    run = transcribe_here(AUDIO / "demo.wav", "--language", "transcribe", model=model_dir)
    assert (run.last["code"], run.status) == ("OptionInvalid", 2)
    assert "'transcribe'" in run.last["message"]


@pytest.mark.parametrize("compute_type", ["float8", "int8_float64"])
def test_a_compute_type_that_the_cpu_does_not_have(compute_type: str, model_dir: Path) -> None:
    arguments = [AUDIO / "demo.wav", "--device", "cpu", "--compute-type", compute_type]
    run = transcribe_here(*arguments, model=model_dir)
    assert (run.last["code"], run.status) == ("OptionInvalid", 2)
    assert repr(compute_type) in run.last["message"]
    assert "int8" in run.last["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [AUDIO / "demo.wav", "--await-request"],
        [AUDIO / "demo.wav", "--await-requests"],
        ["--await-request", "--await-requests"],
        ["--await-requests", "--formats", "txt"],
        ["--await-requests", "--resume", "checkpoint"],
        [AUDIO / "demo.wav", "--batch-size", "0"],
        [AUDIO / "demo.wav", "--device", "tpu"],
        [AUDIO / "demo.wav", "--formats", "json,doc"],
        [AUDIO / "demo.wav", "--channels", "left"],
    ],
)
def test_wrong_use_of_the_command_line(arguments: list[str | Path], model_dir: Path) -> None:
    command = [sys.executable, "-m", "fast_transcribe", *arguments, "--model", model_dir]
    done = subprocess.run([str(c) for c in command], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"usage:" in done.stderr


def test_the_model_may_stand_in_the_environment(
    model_dir: Path, references: dict[str, Reference]
) -> None:
    command = [sys.executable, "-m", "fast_transcribe", str(AUDIO / "demo.wav")]
    environment = {**os.environ, "FAST_TRANSCRIBE_MODEL": str(model_dir)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    texts = [e["text"] for e in said if e["event"] == "segment"]
    assert " ".join(texts) == references["demo.wav"].text


def test_diagnostics_hold_no_transcript(model_dir: Path) -> None:
    run = transcribe(AUDIO / "demo.wav", "--device", "auto", model=model_dir)
    assert run.diagnostics  # at least the fallback to the CPU, or what the GPU reports
    said = json.dumps(run.diagnostics)
    assert not any(word in said for word in run.text.split() if len(word) > 3)


def test_a_reader_that_goes_away_ends_the_engine(model_dir: Path) -> None:
    command = [sys.executable, "-m", "fast_transcribe", "--await-request", "--model", model_dir]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [str(c) for c in command], stdin=pipe, stdout=pipe, stderr=pipe, text=True
    ) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        assert engine.stderr is not None
        engine.stdout.readline()
        engine.stdout.close()
        # only now, so that there are events to come
        engine.stdin.write(json.dumps({"audio": str(AUDIO / "long.wav")}) + "\n")
        engine.stdin.close()
        diagnostics = engine.stderr.read()
        assert engine.wait(LONGEST_RUN) == 1
    assert "nobody reads the events" in diagnostics
    assert "Traceback" not in diagnostics


def test_long_silence_is_progress(model_dir: Path, tmp_path: Path) -> None:
    silence = write_wav(tmp_path / "silence.wav", np.zeros(300 * 16000, np.int16))
    run = transcribe_here(silence, model=model_dir)
    told = [p["transcribedSeconds"] for p in run.all("progress")]
    assert len(told) >= 4  # at least one per minute, however fast the run is
    assert told == sorted(set(told))
    assert run.last["segments"] == 0


def test_what_libraries_print_does_not_get_among_the_events() -> None:
    program = (
        "import os\n"
        "from fast_transcribe.events import claim_stdout\n"
        "events = claim_stdout()\n"
        "os.write(1, b'printed')\n"
        "os.write(events, b'event')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"event", b"printed")
