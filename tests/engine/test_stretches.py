"""Stretches of a recording as WAV files: every sample is in one, and some in two."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import wave
from itertools import pairwise
from pathlib import Path

import fast_transcribe
import numpy as np
import pytest
from decoding import decoded
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, LONGEST_RUN
from fast_transcribe.stretches.cutting import stretches
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

HEADER = 44


def run(*arguments: str | Path, audio: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """audio: on standard input."""
    packages = Path(fast_transcribe.__file__).resolve().parents[1]
    command = [sys.executable, "-m", "fast_transcribe", "stretches", *map(str, arguments)]
    with open(os.devnull if audio is None else audio, "rb") as file:
        return subprocess.run(
            command,
            stdin=file,
            env={**os.environ, "PYTHONPATH": str(packages)},
            capture_output=True,
            timeout=LONGEST_RUN,
            check=False,
        )


def wavs(output: bytes) -> list[NDArray[np.int16]]:
    """The samples of each; the header says where one ends and the next begins."""
    found = []
    while output:
        with wave.open(io.BytesIO(output)) as file:
            assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (1, 16000, 2)
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        assert len(samples) == file.getnframes() > 0
        found.append(samples)
        output = output[HEADER + samples.nbytes :]
    return found


@given(st.lists(st.integers(1, 30), max_size=20), st.integers(1, 50), st.integers(0, 20))
def test_without_the_overlaps_they_are_the_recording(
    lengths: list[int], every: int, overlap: int
) -> None:
    sound = np.arange(sum(lengths), dtype=np.float32)[np.newaxis]
    blocks = np.split(sound, np.cumsum(lengths)[:-1], axis=1) if lengths else []
    cut = list(stretches(blocks, every, overlap))
    starts = [nth * every for nth in range(len(cut))]
    for start, stretch in zip(starts, cut, strict=True):
        np.testing.assert_array_equal(stretch, sound[0, start : start + len(stretch)])
    assert all(len(one) == every + overlap for one in cut[:-1])
    for (one, _), (start, last) in pairwise(zip(starts, cut, strict=True)):
        assert start + len(last) > one + every + overlap  # each says something new
    assert (starts[-1] + len(cut[-1]) if cut else 0) == sum(lengths)


def test_they_have_the_seconds_of_the_transcript(tmp_path: Path) -> None:
    sound = np.tile(read_wav(AUDIO / "news.wav"), 3)
    path = encode(sound, tmp_path / "news.mp3", Encoding("mp3", "libmp3lame"))
    done = run("-", "--every", "2", "--overlap", "0.5", audio=path)
    assert (done.returncode, done.stderr) == (0, b"")
    cut = wavs(done.stdout)
    assert [len(one) for one in cut[:-1]] == [40_000] * (len(cut) - 1)
    whole = np.concatenate([*(one[:32_000] for one in cut[:-1]), cut[-1]])
    expected = decoded(path).samples[0]
    np.testing.assert_allclose(whole, np.rint(expected * 32767))
    by_name = run(path, "--every", "2", "--overlap", "0.5")
    assert by_name.stdout == done.stdout


@pytest.mark.parametrize(("content", "status"), [(b"", 11), (b"no sound at all\n" * 500, 10)])
def test_what_is_no_sound_has_the_status_of_a_transcription(
    content: bytes, status: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    done = run(path, "--every", "2")
    assert (done.returncode, done.stdout) == (status, b"")


@pytest.mark.parametrize("wrong", [("--every", "0"), ("--every", "2", "--overlap", "-3")])
def test_cuts_that_cannot_be_made_are_refused(wrong: tuple[str, ...]) -> None:
    done = run("-", *wrong, audio=AUDIO / "news.wav")
    assert (done.returncode, done.stdout) == (2, b"")
