"""Audio on standard input is decoded while it arrives, in any container."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from decoding import decoded, decoded_from
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, Reference, Run, transcribe
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.rate import RATE
from in_this_process import transcribe as transcribe_here
from numpy.typing import NDArray
from piping import fed

INDEX_AT_END = Encoding("m4a", "aac")
FORWARDS = [
    Encoding("wav", "pcm_s16le"),
    Encoding("mp3", "libmp3lame"),
    Encoding("aac", "aac"),
    Encoding("flac", "flac"),
    Encoding("ogg", "libopus", rate=48000),
    Encoding("webm", "libopus", rate=48000),
    Encoding("m4a", "aac", muxer=(("movflags", "faststart"),)),
    Encoding("mp4", "aac", muxer=(("movflags", "frag_every_frame+empty_moov"),)),
]


def name(encoding: Encoding) -> str:
    return "-".join([encoding.codec, encoding.extension, *(v for _, v in encoding.muxer)])


@pytest.fixture(scope="module")
def half_minute() -> NDArray[np.int16]:
    return np.tile(read_wav(AUDIO / "news.wav"), 2)


@pytest.mark.parametrize("encoding", FORWARDS, ids=name)
def test_audio_comes_out_before_the_pipe_ends(
    encoding: Encoding, half_minute: NDArray[np.int16], tmp_path: Path
) -> None:
    path = encode(half_minute, tmp_path / f"a.{encoding.extension}", encoding)
    with fed(path.read_bytes(), at_once=False) as (source, feeder):
        file = AudioFile(source, DecodeOptions(3600))
        blocks = file.blocks()
        first = next(blocks)
        feeder.go_on.set()
        samples = np.concatenate([first, *blocks], axis=1)
        assert feeder.was_told
    assert not file.truncated
    want = decoded(path).samples
    # an MP3's last frame is cut to the sound's length only if FFmpeg knows the file's
    longer = 0.1 * RATE if encoding.extension == "mp3" else 0
    assert 0 <= samples.shape[1] - want.shape[1] <= longer
    np.testing.assert_array_equal(samples[:, : want.shape[1] - RATE], want[:, :-RATE])


def test_an_index_at_the_end_is_found(half_minute: NDArray[np.int16], tmp_path: Path) -> None:
    path = encode(half_minute, tmp_path / "a.m4a", INDEX_AT_END)
    with fed(path.read_bytes()) as (source, _):
        np.testing.assert_array_equal(decoded_from(source).samples, decoded(path).samples)


@pytest.mark.parametrize(
    ("encoding", "command"),
    [(FORWARDS[0], transcribe_here), (FORWARDS[1], transcribe), (INDEX_AT_END, transcribe_here)],
    ids=["wav", "mp3, between processes", "m4a"],
)
def test_standard_input_through_the_command(
    encoding: Encoding,
    command: Callable[..., Run],
    model_dir: Path,
    references: dict[str, Reference],
    tmp_path: Path,
) -> None:
    path = encode(read_wav(AUDIO / "demo.wav"), tmp_path / f"a.{encoding.extension}", encoding)
    run = command("-", model=model_dir, request=path.read_bytes())
    assert (run.status, run.text) == (0, references["demo.wav"].text)
    assert "truncated" not in run.last


@pytest.mark.parametrize(
    ("content", "code", "status"),
    [
        (b"", "AudioEmpty", 11),
        (b"no sound at all\n" * 500, "AudioUnreadable", 10),
        (b"ffconcat version 1.0\nfile demo.wav\n", "AudioUnsupported", 12),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "AudioUnsupported", 12),
    ],
)
def test_standard_input_that_is_no_audio(
    content: bytes, code: str, status: int, model_dir: Path
) -> None:
    run = transcribe_here("-", model=model_dir, request=content)
    assert (run.last["code"], run.status) == (code, status)
