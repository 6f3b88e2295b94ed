"""Which paths can be opened; pipes that are read again, and the limit on their size."""

from __future__ import annotations

import io
import os
import resource
import tempfile
from io import FileIO
from pathlib import Path

import pytest
from decoding import decoded_from
from encode import Encoding, encode, read_wav
from engine_command import AUDIO
from fast_transcribe.audio.pipe import PipeSource
from fast_transcribe.audio.source import open_source
from fast_transcribe.errors import AudioTooLong, AudioUnreadable, EngineError
from hypothesis import given
from hypothesis import strategies as st
from in_this_process import transcribe
from piping import PIPE_HOLDS, pipe_of

NOBODY = 65534


@pytest.mark.parametrize("path", ["a/nothing.wav", ".", "a\0b", ""])
def test_what_cannot_be_opened(path: str, tmp_path: Path) -> None:
    with pytest.raises(AudioUnreadable), open_source(str(tmp_path / path) if path else path):
        pass


def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)  # root may read everything
    try:
        with pytest.raises(AudioUnreadable, match="Permission denied"), open_source(str(path)):
            pass
    finally:
        os.seteuid(user)


def test_a_named_pipe_is_not_waited_for(model_dir: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.wav")
    run = transcribe(tmp_path / "a.wav", model=model_dir)
    assert (run.last["code"], run.status) == ("AudioUnreadable", 10)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_file(device: str) -> None:
    with pytest.raises(AudioUnreadable, match="no regular file"), open_source(device):
        pass


seeks = st.tuples(st.just("seek"), st.integers(0, 300), st.just(os.SEEK_SET))
skips = st.tuples(st.just("seek"), st.integers(0, 50), st.just(os.SEEK_CUR))
reads = st.tuples(st.just("read"), st.integers(1, 100))


@given(st.binary(max_size=200), st.lists(st.one_of(seeks, skips, reads), max_size=30))
def test_a_pipe_reads_like_a_file(content: bytes, steps: list[tuple[object, ...]]) -> None:
    with pipe_of(content) as source:
        file = io.BytesIO(content)
        for what, *arguments in steps:
            assert getattr(source, str(what))(*arguments) == getattr(file, str(what))(*arguments)
            assert source.tell() == file.tell()
            assert source.size in (None, len(content))


def test_the_end_is_not_known_before_it_comes() -> None:
    with pipe_of(b"12345") as source:
        assert (source.seek(-1, os.SEEK_END), source.size, source.tell()) == (-1, None, 0)
        assert source.read(10) + source.read(10) == b"12345"
        assert (source.seek(-1, os.SEEK_END), source.size, source.read(10)) == (4, 5, b"5")


def test_a_pipe_that_does_not_wait_is_waited_for() -> None:
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    with FileIO(read_end) as pipe, PipeSource(pipe) as source, FileIO(write_end, "w") as writer:
        assert os.get_blocking(read_end)
        writer.write(b"12")
        assert source.read(5) == b"12"


def test_nothing_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pipe_of(b"12345") as source:
        source.read(3)
        assert list(tmp_path.iterdir()) == []


def test_a_pipe_that_does_not_end(tmp_path: Path) -> None:
    path = encode(read_wav(AUDIO / "demo.wav"), tmp_path / "a.m4a", Encoding("m4a", "aac"))
    content = path.read_bytes()[:PIPE_HOLDS]
    with pipe_of(content, most_bytes=len(content) // 2) as source, pytest.raises(AudioTooLong):
        decoded_from(source)


def test_a_disk_that_is_full() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pipe_of(bytes(5000)) as source:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            with pytest.raises(EngineError, match="could not be kept on the disk"):
                source.read(5000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_on_standard_input_is_a_file() -> None:
    before = os.dup(0)
    try:
        with (AUDIO / "demo.wav").open("rb") as file:
            os.dup2(file.fileno(), 0)
        with open_source("-") as source:
            assert source.size == (AUDIO / "demo.wav").stat().st_size
        assert os.fstat(0)  # it is not ours to close
    finally:
        os.dup2(before, 0)
        os.close(before)
