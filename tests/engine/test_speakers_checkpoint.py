"""The side file of the voices: an interrupted run goes on, and nothing about it fails one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from disk import largest_file
from fast_transcribe.speakers.checkpoint import SideFile
from fast_transcribe.speakers.voices import Piece, Voices
from fast_transcribe.speakers.window_voices import voices_json, voices_of
from fast_transcribe.speakers.windows import HeardWindow, Sound
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

RUN: dict[str, Any] = {"networks": {"a.onnx": "5a"}, "channels": 1, "track": None}


def window(number: int) -> HeardWindow:
    return HeardWindow(number, Sound(1000 + number, -20.0 - number), None)


def voices(number: int) -> Voices:
    vector = np.random.default_rng(number).normal(0, 0.1, 192).astype(np.float16)
    spans = ((number * 10 + 0.5, number * 10 + 1.25), (number * 10 + 2.0, number * 10 + 3.0))
    return ((Piece(spans, vector, 1.75), Piece(spans[1:], None, 0.2)),)


def same(one: Voices, other: Voices) -> bool:
    return voices_json(one) == voices_json(other)


def go_through(path: Path, count: int, run: dict[str, Any] = RUN) -> list[int]:
    """A run of so many windows -> the numbers of those that it had to compute."""
    file, computed = SideFile(path, run), list[int]()
    for number in range(count):
        known = file.known(window(number))
        if known is None:
            computed.append(number)
            file.add(window(number), voices(number))
        else:
            assert same(known, voices(number))
    file.close()
    return computed


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("side") / "whole"
    assert go_through(path, 6) == [0, 1, 2, 3, 4, 5]
    return path.read_bytes()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_off_anywhere_only_the_rest_is_computed(
    whole: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(whole)))
    path = tmp_path / "side"
    path.write_bytes(whole[:cut])
    known = max(0, whole[:cut].count(b"\n") - 1)
    assert go_through(path, 6) == list(range(known, 6))
    assert path.read_bytes() == whole


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_anywhere_it_is_mended_from_there_on(
    whole: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    """A lost power may leave zeros."""
    lines = whole.splitlines(keepends=True)
    line = data.draw(st.integers(1, len(lines) - 1))
    bad = data.draw(st.sampled_from([b"\0" * 50 + b"\n", b"{}\n", b"[]\n", b'{"window": 1}\n']))
    path = tmp_path / "side"
    path.write_bytes(b"".join([*lines[:line], bad, *lines[line + 1 :]]))
    assert go_through(path, 6) == list(range(line - 1, 6))
    assert path.read_bytes() == whole


@pytest.mark.parametrize("field", ["networks", "channels", "track"])
def test_voices_of_another_run_are_not_used(
    field: str, whole: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "side"
    path.write_bytes(whole)
    assert go_through(path, 2, {**RUN, field: "other"}) == [0, 1]
    assert "it is of another run" in capsys.readouterr().err
    assert go_through(path, 2, {**RUN, field: "other"}) == []


def test_voices_of_other_audio_are_not_used(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "side"
    path.write_bytes(whole)
    file = SideFile(path, RUN)
    assert file.known(window(0)) is not None
    other = HeardWindow(1, Sound(1001, -33.0), None)
    assert file.known(other) is None
    assert file.known(window(2)) is None  # nothing after it either
    file.add(other, voices(7))
    file.close()
    assert len(path.read_bytes().splitlines()) == 3


def test_another_decoder_may_differ_in_the_last_bits(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "side"
    path.write_bytes(whole)
    near = HeardWindow(0, Sound(1000, -20.01), None)
    assert SideFile(path, RUN).known(near) is not None


def test_a_file_that_is_something_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "side"
    path.write_bytes(b"RIFF of somebody")
    assert go_through(path, 2) == [0, 1]
    assert path.read_bytes() == b"RIFF of somebody"
    assert "something else" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["no such folder/side", "."])
def test_a_file_that_cannot_be_opened(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert go_through(tmp_path / name, 2) == [0, 1]
    assert "cannot be opened" in capsys.readouterr().err


def test_a_full_disk_ends_the_keeping(
    whole: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "side"
    with largest_file(len(whole) // 2):
        assert go_through(path, 6) == [0, 1, 2, 3, 4, 5]
    warned = [json.loads(line)["what"] for line in capsys.readouterr().err.splitlines()]
    assert warned == ["it cannot be written; nothing more is kept"]
    computed = go_through(path, 6)  # once there is room again
    assert 0 < len(computed) < 6
    assert path.read_bytes() == whole


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    go_through(tmp_path / "side", 1)
    assert os.stat(tmp_path / "side").st_mode & 0o077 == 0


def test_a_voice_takes_half_a_kilobyte(whole: bytes) -> None:
    assert len(whole.splitlines()[-1]) < 900
    assert same(voices_of(voices_json(voices(3))), voices(3))
