"""Files that break off: what is there is transcribed, and told to be less than it should be."""

from __future__ import annotations

from pathlib import Path

import pytest
from decoding import decoded, decoded_from
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, transcribe
from fast_transcribe.audio.ogg import ends_within_page
from hypothesis import given
from hypothesis import strategies as st
from piping import fed

ENCODINGS = [
    Encoding("wav", "pcm_s16le"),
    Encoding("mp3", "libmp3lame"),
    Encoding("m4a", "aac", muxer=(("movflags", "faststart"),)),
    Encoding("flac", "flac"),
    Encoding("ogg", "libopus", rate=48000),
    Encoding("webm", "libopus", rate=48000),
]


def half_of(encoding: Encoding, folder: Path) -> Path:
    path = encode(read_wav(AUDIO / "news.wav"), folder / f"a.{encoding.extension}", encoding)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda e: e.extension)
def test_transcribed_as_far_as_it_goes(encoding: Encoding, model_dir: Path, tmp_path: Path) -> None:
    run = transcribe(half_of(encoding, tmp_path), model=model_dir)
    assert run.status == 0
    assert run.last["truncated"] is True
    assert run.text.startswith("god morgon och välkommen till radio stockholm")
    assert 4 < run.last["durationSeconds"] < 10


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda e: e.extension)
def test_a_pipe_that_breaks_off(encoding: Encoding, tmp_path: Path) -> None:
    path = half_of(encoding, tmp_path)
    with fed(path.read_bytes()) as (source, _):
        assert decoded_from(source).file.truncated


def test_a_wav_from_a_pipe_states_its_length(tmp_path: Path) -> None:
    with fed(half_of(ENCODINGS[0], tmp_path).read_bytes()) as (source, _):
        assert decoded_from(source).file.declared == pytest.approx(14.26, abs=0.01)


def test_whole_files_are_not_called_truncated(tmp_path: Path) -> None:
    for encoding in ENCODINGS:
        path = encode(read_wav(AUDIO / "demo.wav"), tmp_path / f"a.{encoding.extension}", encoding)
        assert not decoded(path).file.truncated


@given(st.data())
def test_an_ogg_file_cut_anywhere(whole_ogg: bytes, data: st.DataObject) -> None:
    """Only between two pages it cannot be seen."""
    at = data.draw(st.integers(4, len(whole_ogg) - 1))
    between = whole_ogg[at : at + 4] == b"OggS"
    cut_a_name = any(whole_ogg[at - n : at - n + 4] == b"OggS" for n in (1, 2, 3))
    assert ends_within_page(whole_ogg[:at][-65307:]) is not (between or cut_a_name)


@pytest.fixture(scope="module")
def whole_ogg(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("ogg") / "a.ogg"
    content = encode(read_wav(AUDIO / "long.wav"), path, ENCODINGS[4]).read_bytes()
    assert not ends_within_page(content[-65307:])
    return content
