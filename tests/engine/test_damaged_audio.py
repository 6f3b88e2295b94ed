"""Damage anywhere in a file: some audio comes out, or one of our errors, never anything else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from encode import Encoding, encode, read_wav
from engine_command import AUDIO
from fast_transcribe.decode import RATE, AudioFile
from fast_transcribe.errors import AudioEmpty, AudioTooLong, AudioUnreadable, AudioUnsupported
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ENCODINGS = [
    Encoding("wav", "pcm_s16le"),
    Encoding("wav", "pcm_f32le"),
    Encoding("mp3", "libmp3lame"),
    Encoding("m4a", "aac"),
    Encoding("ogg", "libopus", rate=48000),
    Encoding("flac", "flac"),
    Encoding("webm", "libopus", rate=48000),
    Encoding("aac", "aac"),
]

# Where (as a share of the file) and which byte instead, and how much of the file there is
damages = st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=40)
lengths = st.floats(0.001, 1)


@pytest.fixture(scope="module", params=ENCODINGS, ids=lambda e: f"{e.codec}-{e.extension}")
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    encoding: Encoding = request.param
    path = tmp_path_factory.mktemp("whole") / f"a.{encoding.extension}"
    return encode(read_wav(AUDIO / "demo.wav"), path, encoding).read_bytes()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(damages, lengths)
def test_audio_or_one_of_our_errors(
    whole: bytes, tmp_path: Path, damage: list[tuple[float, int]], length: float
) -> None:
    content = bytearray(whole[: max(1, int(len(whole) * length))])
    for where, byte in damage:
        content[int(where * len(content))] = byte
    path = tmp_path / "audio"
    path.write_bytes(content)
    with path.open("rb") as raw:
        try:
            file = AudioFile(raw, max_seconds=3600)
            blocks = list(file.blocks())
        except (AudioEmpty, AudioTooLong, AudioUnreadable, AudioUnsupported):
            return
    samples = np.concatenate(blocks)
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1
    assert file.seconds == len(samples) / RATE
