"""Damage anywhere in a file gives audio or one of the engine's errors, nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from decoding import decoded, decoded_from
from encode import Encoding, encode, read_wav
from engine_command import AUDIO
from fast_transcribe.audio.rate import RATE
from fast_transcribe.errors import AudioEmpty, AudioTooLong, AudioUnreadable, AudioUnsupported
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from piping import PIPE_HOLDS, pipe_of

ENCODINGS = [
    Encoding("wav", "pcm_s16le"),
    Encoding("wav", "pcm_f32le", layout="stereo"),
    Encoding("mp3", "libmp3lame"),
    Encoding("m4a", "aac"),
    Encoding("ogg", "libopus", rate=48000),
    Encoding("flac", "flac", layout="stereo"),
    Encoding("webm", "libopus", rate=48000),
    Encoding("aac", "aac"),
]

# Where (as a share of the file) and which byte instead, and how much of the file there is
places = st.one_of(st.floats(0, 0.999), st.floats(0, 0.01))  # small headers get more weight
damages = st.lists(st.tuples(places, st.integers(0, 255)), max_size=40)
lengths = st.one_of(st.just(1.0), st.floats(0.001, 1))
MAGIC = [
    b"",
    b"RIFF\0\0\0\0WAVEfmt ",
    b"ID3\4\0\0\0\0\0\x10",
    b"\xff\xfb\x90\xc0",
    b"\xff\xf1\x60\x40",
    b"fLaC\0\0\0\x22",
    b"OggS\0\2",
    b"\x1a\x45\xdf\xa3\x9f",
    b"\0\0\0\x1cftypM4A ",
    b"\0\0\0\x08moov",
]


@pytest.fixture(scope="module", params=ENCODINGS, ids=lambda e: f"{e.codec}-{e.extension}")
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    encoding: Encoding = request.param
    path = tmp_path_factory.mktemp("whole") / f"a.{encoding.extension}"
    return encode(read_wav(AUDIO / "unseen0_single.wav"), path, encoding).read_bytes()


few = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def audio_or_one_of_our_errors(content: bytes, folder: Path, split: bool) -> None:
    path = folder / "audio"
    path.write_bytes(content)
    try:
        got = decoded(path, split)
    except (AudioEmpty, AudioTooLong, AudioUnreadable, AudioUnsupported):
        return
    assert got.samples.dtype == np.float32
    assert np.isfinite(got.samples).all()
    assert np.abs(got.samples).max() <= 1
    assert got.samples.shape == (got.file.channels, got.file.samples)
    assert got.file.seconds == got.file.samples / RATE


@few
@given(damages, lengths, st.booleans())
def test_a_damaged_file(
    whole: bytes, tmp_path: Path, damage: list[tuple[float, int]], length: float, split: bool
) -> None:
    content = bytearray(whole[: max(1, int(len(whole) * length))])
    for where, byte in damage:
        content[int(where * len(content))] = byte
    audio_or_one_of_our_errors(bytes(content), tmp_path, split)


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """Flipped bits and runs of one byte, half of them in the header; some cut off or repeated."""
    content = bytearray(whole)
    for _ in range(chance.choice([1, 2, 3, 8, 40])):
        at = chance.randrange(chance.choice([min(len(content), 600), len(content)]))
        if chance.random() < 0.7:
            content[at] ^= 1 << chance.randrange(8)
        else:
            run = min(4, len(content) - at)
            content[at : at + run] = bytes([chance.choice([0, 127, 128, 255])]) * run
    if chance.random() < 0.2:
        del content[chance.randrange(1, len(content)) :]
    return bytes(content) * chance.choice([1, 1, 1, 1, 2, 3])


def test_flipped_bits(whole: bytes, tmp_path: Path) -> None:
    for seed in range(12):
        audio_or_one_of_our_errors(damaged(whole, random.Random(seed)), tmp_path, split=False)


@few
@given(damages, lengths)
def test_the_same_from_a_pipe(whole: bytes, damage: list[tuple[float, int]], length: float) -> None:
    content = bytearray(whole[: max(1, min(int(len(whole) * length), PIPE_HOLDS))])
    for where, byte in damage:
        content[int(where * len(content))] = byte
    with pipe_of(bytes(content)) as source:
        try:
            samples = decoded_from(source).samples
        except (AudioEmpty, AudioTooLong, AudioUnreadable, AudioUnsupported):
            return
    assert np.isfinite(samples).all()


@few
@given(st.sampled_from(MAGIC), st.binary(max_size=3000))
def test_anything_at_all(tmp_path: Path, magic: bytes, rest: bytes) -> None:
    audio_or_one_of_our_errors(magic + rest, tmp_path, split=False)
