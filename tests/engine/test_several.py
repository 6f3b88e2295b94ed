"""Several audio files in one run give the same events and exit statuses as separate runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from engine_command import AUDIO, LONGEST_RUN, Reference, comparable, transcribe
from fast_transcribe.several import transcribe_each
from hypothesis import given
from hypothesis import strategies as st
from in_this_process import transcribe as transcribe_here


def test_each_says_what_it_says_alone(model_dir: Path, tmp_path: Path) -> None:
    files = [AUDIO / "demo.wav", tmp_path / "missing.wav", AUDIO / "news.wav"]
    options = ("--words", "--formats", "json,srt", "--out")
    together = transcribe_here(*files, *options, tmp_path / "together", model=model_dir)
    alone = [transcribe_here(f, *options, tmp_path / "alone", model=model_dir) for f in files]
    assert [comparable(events) for events in together.files] == [
        comparable(run.events) for run in alone
    ]
    assert together.status == max(run.status for run in alone) == 10
    assert subtitles(tmp_path / "together") == subtitles(tmp_path / "alone") != {}


def subtitles(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in folder.glob("*.srt")}


def test_the_model_is_loaded_for_the_first_alone(model_dir: Path) -> None:
    run = transcribe(AUDIO / "demo.wav", AUDIO / "news.wav", model=model_dir)
    first, second = (e["timings"] for e in run.all("ready"))
    assert min(first.values()) > 0
    assert second == {"importSeconds": 0.0, "modelLoadSeconds": 0.0}
    assert run.last["timings"].items() >= second.items()


def test_a_model_that_cannot_be_loaded_is_told_for_each(tmp_path: Path) -> None:
    run = transcribe_here("a.wav", "b.wav", model=tmp_path)
    assert [e["code"] for e in run.events] == ["ModelDamaged"] * 2
    assert run.status == 20


def test_a_damaged_file_does_not_touch_the_next(
    model_dir: Path, references: dict[str, Reference], tmp_path: Path
) -> None:
    empty, cut_off = tmp_path / "empty.wav", tmp_path / "cut.wav"
    empty.touch()
    shutil.copy(AUDIO / "news.wav", cut_off)
    os.truncate(cut_off, 60_000)
    run = transcribe(empty, cut_off, AUDIO / "demo.wav", model=model_dir)
    refused, short, whole = run.files
    assert refused[-1]["code"] == "AudioEmpty"
    assert short[-1]["truncated"]
    assert [e["text"] for e in whole if e["event"] == "segment"] == [references["demo.wav"].text]
    assert run.status == 11


def test_the_status_of_each_is_written_where_it_is_asked_for(
    model_dir: Path, tmp_path: Path
) -> None:
    files = [AUDIO / "demo.wav", tmp_path / "missing.wav", AUDIO / "demo.wav"]
    read, write = os.pipe()
    command = [sys.executable, "-m", "fast_transcribe", *files, "--model", model_dir]
    done = subprocess.run(
        [*map(str, command), "--statuses", str(write)],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        timeout=LONGEST_RUN,
        check=False,
    )
    os.close(write)
    with os.fdopen(read) as statuses:
        assert statuses.read() == "0\n10\n0\n"  # and nothing else holds the other end
    assert done.returncode == 10


def test_after_a_crash_the_others_are_not_begun_and_named(
    model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    run = transcribe("a.wav", "b.wav", "c.wav", "--device", "cuda", model=model_dir)
    assert [e["code"] for e in run.events] == ["EngineCrashed"]
    (left,) = [d for d in run.diagnostics if d["message"] == "not begun"]
    assert left["audio"] == "b.wav, c.wav"
    assert run.status == 1


@given(st.lists(st.sampled_from([0, 1, 2, 10, 20, 130]), min_size=1))
def test_what_was_begun_has_a_status_and_the_highest_is_returned(planned: list[int]) -> None:
    read, write = os.pipe()
    left = iter(planned)
    worst = transcribe_each([str(i) for i in planned], lambda _: next(left), write)
    os.close(write)
    with os.fdopen(read) as lines:
        told = [int(line) for line in lines]
    assert told == planned[: len(told)]
    assert worst == max(told)
    ends_all = [1, 130]
    assert len(told) == len(planned) or told[-1] in ends_all
    assert not any(status in ends_all for status in told[:-1])
