"""An interrupted transcription resumes, and its result equals that of one run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from counting_model import CountingModel
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, Event
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.source import open_source
from fast_transcribe.engine import Engine, load_engine
from fast_transcribe.errors import CheckpointRefused
from fast_transcribe.transcription import Order, Transcription
from fast_transcribe.whisper.model import ModelOptions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_this_process import transcribe
from remembering_model import remembering

LONG = AUDIO / "long.wav"  # 48 s, four windows


@pytest.fixture(scope="module")
def engine(model_dir: Path) -> Engine:
    return load_engine(ModelOptions(model_dir, "cpu", threads=2), batch_size=1)


def transcribed(engine: Engine, order: Order, audio: Path = LONG) -> list[Any]:
    with open_source(str(audio)) as source:
        return list(Transcription(engine, AudioFile(source, DecodeOptions(3600.0)), order))


@pytest.fixture(scope="module")
def one_run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], bytes]:
    """The result of one run, and its checkpoint."""
    path = tmp_path_factory.mktemp("checkpoint") / "one run"
    return transcribed(engine, Order("auto", path)), path.read_bytes()


def windows_in(checkpoint: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in checkpoint.splitlines()][1:]


@pytest.fixture(scope="module")
def remembering_engine(engine: Engine) -> Engine:
    return remembering(engine)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_off_anywhere_it_goes_on_as_if_nothing_had_been(
    remembering_engine: Engine,
    one_run: tuple[list[Any], bytes],
    tmp_path: Path,
    data: st.DataObject,
) -> None:
    whole, checkpoint = one_run
    cut = data.draw(st.integers(0, len(checkpoint)))
    path = tmp_path / "checkpoint"
    path.write_bytes(checkpoint[:cut])
    assert transcribed(remembering_engine, Order("auto", path)) == whole
    assert path.read_bytes() == checkpoint


def test_what_is_known_is_not_read_again(
    engine: Engine,
    one_run: tuple[list[Any], bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = one_run[1].splitlines(keepends=True)
    assert len(lines) >= 4
    (tmp_path / "checkpoint").write_bytes(b"".join(lines[:-1]) + lines[-1][:-5])
    model = CountingModel(engine.whisper)
    monkeypatch.setattr(engine.decoding, "whisper", model)
    transcribed(engine, Order("auto", tmp_path / "checkpoint"))
    assert model.windows == 1


def test_it_tells_up_to_which_sample(one_run: tuple[list[Any], bytes]) -> None:
    windows = windows_in(one_run[1])
    assert [w["window"] for w in windows] == list(range(len(windows)))
    ends = [w["to"] for w in windows]
    assert ends == sorted(ends)
    for window in windows:
        for segment in window["segments"]:
            assert window["from"] <= round(segment["start"] * 16000)
            assert round(segment["end"] * 16000) <= window["to"]


def told(events: Sequence[Event]) -> list[Event]:
    return [e for e in events if e["event"] in ("segment", "cue")]


def test_killed_and_started_again(model_dir: Path, tmp_path: Path) -> None:
    """Two sides of a call; a kill may leave an incomplete last line."""
    left, right = read_wav(LONG), read_wav(AUDIO / "unseen5_full.wav")
    both = np.stack([left[: len(right)], right])
    call = encode(both, tmp_path / "call.wav", Encoding("wav", "pcm_s16le", layout="stereo"))
    checkpoint = tmp_path / "checkpoint"
    options = [call, "--channels", "split", "--words", "--resume", checkpoint]
    whole = transcribe(*options, model=model_dir)
    lines = checkpoint.read_bytes().splitlines(keepends=True)
    checkpoint.write_bytes(b"".join(lines[:3]) + lines[3][:7])
    again = transcribe(*options, model=model_dir)
    assert (whole.status, again.status) == (0, 0)
    assert told(again.events) == told(whole.events)
    assert {s["speaker"] for s in again.all("segment")} == {"L", "R"}
    assert again.last["language"] == whole.last["language"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_other_options_are_another_run(
    language: str, engine: Engine, one_run: tuple[list[Any], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "checkpoint"
    path.write_bytes(one_run[1])
    with pytest.raises(CheckpointRefused, match="another run \\(language\\)"):
        transcribed(engine, Order(language, path))
    assert path.read_bytes() == one_run[1]


def test_another_track_is_another_run(
    engine: Engine, one_run: tuple[list[Any], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "checkpoint"
    path.write_bytes(one_run[1])
    with pytest.raises(CheckpointRefused, match="another run \\(track\\)"):
        transcribed(engine, Order("auto", path, track=1))


def test_other_audio_is_another_run(
    engine: Engine, one_run: tuple[list[Any], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "checkpoint"
    path.write_bytes(one_run[1])
    with pytest.raises(CheckpointRefused, match="other audio"):
        transcribed(engine, Order("auto", path), AUDIO / "unseen5_full.wav")


@pytest.mark.parametrize(
    "content",
    [b"[]\n", b"notes", b"{}\n", b'{"checkpoint": 3}\n', b'{"checkpoint": 1, "engine": "0"}\n'],
)
def test_a_file_that_is_no_checkpoint_is_left_alone(
    content: bytes, model_dir: Path, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    run = transcribe(LONG, "--resume", path, model=model_dir)
    # To a workflow it is a crash: the work can begin again without the file.
    assert (run.last["code"], run.status) == ("EngineCrashed", 2)
    assert path.read_bytes() == content


def test_a_damaged_line_is_told(
    engine: Engine, one_run: tuple[list[Any], bytes], tmp_path: Path
) -> None:
    lines = one_run[1].splitlines(keepends=True)
    path = tmp_path / "checkpoint"
    path.write_bytes(b"".join([lines[0], lines[1], b'{"window": 1}\n', *lines[3:]]))
    with pytest.raises(CheckpointRefused, match="damaged"):
        transcribed(engine, Order("auto", path))


def test_a_checkpoint_that_cannot_be_written(model_dir: Path, tmp_path: Path) -> None:
    run = transcribe(LONG, "--resume", tmp_path / "no such folder" / "x", model=model_dir)
    assert run.status == 2
    assert "cannot be written" in run.last["message"]
