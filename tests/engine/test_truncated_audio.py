"""Truncated files: the rest is transcribed, and the result is flagged as truncated."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from decoding import decoded, decoded_from
from encode import Encoding, encode, read_wav
from engine_command import AUDIO
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.ogg import ends_within_page
from fast_transcribe.audio.rate import RATE
from fast_transcribe.audio.source import open_source
from hypothesis import given
from hypothesis import strategies as st
from in_this_process import transcribe
from piping import fed

ENCODINGS = [
    Encoding("wav", "pcm_s16le"),
    Encoding("mp3", "libmp3lame"),
    Encoding("m4a", "aac", muxer=(("movflags", "faststart"),)),
    Encoding("flac", "flac"),
    Encoding("ogg", "libopus", rate=48000),
    Encoding("webm", "libopus", rate=48000),
]
# They state no length; what is cut in the middle of a frame, a block or a box is seen all the same
UNSTATED = [
    Encoding("aac", "aac"),
    Encoding("mp3", "libmp3lame", muxer=(("write_xing", "0"),)),
    Encoding("mp2", "mp2"),
    Encoding("webm", "libopus", rate=48000, muxer=(("live", "1"),)),
    Encoding("webm", "vorbis", rate=44100, layout="stereo", muxer=(("live", "1"),)),
    Encoding("mp4", "aac", muxer=(("movflags", "frag_every_frame+empty_moov"),)),
]


def name(encoding: Encoding) -> str:
    return "-".join([encoding.extension, encoding.codec, *(v for _, v in encoding.muxer)])


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
    """A cut between two pages cannot be detected."""
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


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    samples = read_wav(AUDIO / "unseen0_single.wav")  # 2.48 s
    return {
        name(e): encode(samples, folder / f"a.{e.extension}", e).read_bytes()
        for e in (*ENCODINGS, *UNSTATED)
    }


@pytest.mark.parametrize("encoding", [*ENCODINGS, *UNSTATED], ids=name)
@pytest.mark.parametrize("from_pipe", [False, True], ids=["file", "pipe"])
def test_nothing_whole_is_called_truncated(
    encoding: Encoding, from_pipe: bool, whole_files: dict[str, bytes], tmp_path: Path
) -> None:
    assert not is_truncated(whole_files[name(encoding)], from_pipe, tmp_path)


@pytest.mark.parametrize("encoding", UNSTATED, ids=name)
@pytest.mark.parametrize("from_pipe", [False, True], ids=["file", "pipe"])
def test_cut_in_the_middle_of_something(
    encoding: Encoding, from_pipe: bool, whole_files: dict[str, bytes], tmp_path: Path
) -> None:
    """Most cuts hit the inside of a frame, not its end or its header."""
    content = whole_files[name(encoding)]
    cuts = range(len(content) // 2, len(content) // 2 + 60, 3)
    seen = [is_truncated(content[:cut], from_pipe, tmp_path) for cut in cuts]
    assert sum(seen) >= len(seen) - 3


def is_truncated(content: bytes, from_pipe: bool, folder: Path) -> bool:
    if from_pipe:
        with fed(content) as (source, _):
            return decoded_from(source).file.truncated
    path = folder / "audio"
    path.write_bytes(content)
    return decoded(path).file.truncated


@pytest.mark.parametrize("missing", [10, 200, 2000])
@pytest.mark.parametrize("encoding", [ENCODINGS[i] for i in (0, 1, 2, 3, 4, 5)], ids=name)
def test_a_little_is_missing(
    encoding: Encoding, missing: int, whole_files: dict[str, bytes], tmp_path: Path
) -> None:
    """Under half a second: the lengths of frames, pages, boxes and elements show it."""
    assert is_truncated(whole_files[name(encoding)][:-missing], False, tmp_path)


def with_count(content: bytes, factor: float) -> bytes:
    """An MP3 whose first frame states another number of frames."""
    at = max(content.find(b"Info"), content.find(b"Xing")) + 8
    frames = int.from_bytes(content[at : at + 4], "big")
    return content[:at] + round(frames * factor).to_bytes(4, "big") + content[at + 4 :]


@pytest.mark.parametrize("factor", [0.0, 1 / 40, 0.3, 5, 40, 10_000])
def test_a_wrong_number_of_frames_misleads_nobody(
    factor: float, whole_files: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(with_count(whole_files["mp3-libmp3lame"], factor))
    with open_source(str(path)) as source:
        file = AudioFile(source, DecodeOptions(max_seconds=60))  # not refused
        halfway = [file.fraction(file.samples / RATE / 2) for _ in file.blocks()]
    assert halfway[-1] == pytest.approx(0.5, abs=0.1)
    assert not file.truncated
    assert file.samples / RATE == pytest.approx(2.48, abs=0.15)


def test_a_picture_that_is_longer_than_the_sound(tmp_path: Path) -> None:
    """A video in every container that can hold one: its end is not the sound's."""
    for extension in ("mkv", "mp4", "mov"):
        path = film(tmp_path / f"a.{extension}", seconds=12)
        got = decoded(path).file
        assert not got.truncated
        assert got.samples / RATE == pytest.approx(4.92, abs=0.15)
        path.write_bytes(path.read_bytes()[:-1500])
        if extension == "mkv":
            assert decoded(path).file.truncated


def film(path: Path, seconds: int) -> Path:
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=10)
        video.width = video.height = 64
        sound = container.add_stream("aac", rate=16000, layout="mono")
        samples = read_wav(AUDIO / "demo.wav")
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate = 16000
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
        noise = np.random.default_rng(1)
        for _ in range(10 * seconds):
            picture = noise.integers(0, 255, (64, 64, 3), np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(video.encode(None))
    return path
