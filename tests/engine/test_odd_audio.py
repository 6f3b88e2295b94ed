"""Unusual but valid audio is transcribed, or is silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from decoding import decoded
from encode import Encoding, encode, read_wav, write_wav
from engine_command import AUDIO, Reference
from in_this_process import transcribe

NAME = "news.wav"
RATE = 16000


def float_wav(path: Path, strange: dict[float, float], rate: int = RATE) -> Path:
    """The file's audio as floats, with other values at the given seconds."""
    encode(read_wav(AUDIO / NAME), path, Encoding("wav", "pcm_f32le", rate))
    header, samples = path.read_bytes().split(b"data", 1)
    values = np.frombuffer(samples[4:], np.float32).copy()
    for second, value in strange.items():
        values[int(second * rate)] = value
    path.write_bytes(header + b"data" + samples[:4] + values.tobytes())
    return path


def test_a_value_that_is_no_number_spoils_nothing_else(
    model_dir: Path, references: dict[str, Reference], tmp_path: Path
) -> None:
    path = float_wav(tmp_path / "a.wav", {0.05: np.nan, 14.1: -np.inf}, rate=44100)
    assert transcribe(path, model=model_dir).text == references[NAME].text


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30, -7.0])
def test_what_comes_out_is_between_minus_one_and_one(value: float, tmp_path: Path) -> None:
    strange = decoded(float_wav(tmp_path / "a.wav", {1.0: value})).samples[0]
    usual = decoded(float_wav(tmp_path / "b.wav", {})).samples[0]
    assert strange[RATE] == np.nan_to_num(np.clip(value, -1, 1))
    np.testing.assert_array_equal(np.delete(strange, RATE), np.delete(usual, RATE))


@pytest.mark.parametrize("samples", [1, 1600])
def test_a_moment_of_sound(samples: int, model_dir: Path, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", read_wav(AUDIO / NAME)[RATE:][:samples])
    run = transcribe(path, model=model_dir)
    assert run.status == 0
    assert run.all("segment") == []
    assert run.last["durationSeconds"] == pytest.approx(samples / RATE, abs=0.005)


@pytest.mark.parametrize("encoding", [Encoding("mp3", "libmp3lame"), Encoding("m4a", "aac")])
def test_nothing_but_silence(encoding: Encoding, model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / f"a.{encoding.extension}"
    run = transcribe(encode(np.zeros(40 * RATE, np.int16), path, encoding), model=model_dir)
    assert (run.status, run.all("segment")) == (0, [])
    assert run.last["durationSeconds"] == pytest.approx(40, abs=0.1)
    assert "truncated" not in run.last
