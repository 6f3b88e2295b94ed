"""Dual mono: with the same sound on both sides every sentence comes twice, which a flag reports."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from encode import Encoding, encode, read_wav
from engine_command import AUDIO
from fast_transcribe.audio.dual_mono import SideComparison
from hypothesis import given
from hypothesis import strategies as st
from in_this_process import transcribe
from numpy.typing import NDArray

RATE = 16000
VOICE = read_wav(AUDIO / "news.wav")
OTHER = np.resize(read_wav(AUDIO / "long.wav"), len(VOICE))


def is_same(sides: NDArray[np.floating], block: int = RATE) -> bool:
    comparison = SideComparison()
    for i in range(0, sides.shape[1], block):
        comparison.add(sides[:, i : i + block].astype(np.float32))
    return comparison.finish()


def sides(left: NDArray[np.floating], right: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.stack([left, right]) / 32768


@pytest.mark.parametrize(
    ("right", "same"),
    [
        (VOICE, True),
        (-VOICE.astype(np.float64), True),
        (0.9 * VOICE, True),
        (VOICE + np.random.default_rng(1).normal(0, 100, len(VOICE)), True),
        (OTHER, False),
        (0.1 * VOICE, False),  # a voice that leaks to the other side at -20 dB
        (0 * VOICE, False),
        (0.5 * VOICE + 0.5 * OTHER, False),
    ],
)
def test_what_counts_as_the_same(right: NDArray[np.floating], same: bool) -> None:
    assert is_same(sides(VOICE, right)) is same


def test_hold_music_on_both_sides_is_not_the_call() -> None:
    """Ten times as loud and as long as the speech."""
    music = np.random.default_rng(1).normal(0, 8000, 10 * len(VOICE))
    call = np.concatenate([sides(music, music), sides(VOICE, 0 * VOICE)], axis=1)
    assert not is_same(call)


def test_silence_is_no_sound() -> None:
    assert not is_same(np.zeros((2, 5 * RATE)))


@given(st.integers(100, 40_000), st.booleans())
def test_blocks_do_not_matter(block: int, same: bool) -> None:
    call = sides(VOICE, VOICE if same else OTHER)
    assert is_same(call[:, : 5 * RATE], block) is same


@pytest.mark.parametrize("codec", ["libmp3lame", "libopus", "aac"])
def test_codecs_do_not_hide_it(codec: str, model_dir: Path, tmp_path: Path) -> None:
    rate = 48000 if codec == "libopus" else 16000
    voice = read_wav(AUDIO / "demo.wav")
    encoding = Encoding("mkv", codec, rate, "stereo")
    path = encode(np.stack([voice, voice]), tmp_path / "a.mkv", encoding)
    run = transcribe(path, "--channels", "split", model=model_dir)
    assert run.last["flags"] == ["dual_mono"]
    speakers = [s["speaker"] for s in run.all("segment")]
    assert speakers.count("L") == speakers.count("R") > 0  # nothing is dropped
    assert "flags" not in transcribe(path, model=model_dir).last


def test_a_call_with_crosstalk_is_a_call(model_dir: Path, tmp_path: Path) -> None:
    left, right = VOICE // 2, OTHER // 2
    call = np.stack([left + right // 10, right + left // 10])
    path = encode(call, tmp_path / "a.wav", Encoding("wav", "pcm_s16le", layout="stereo"))
    assert "flags" not in transcribe(path, "--channels", "split", model=model_dir).last


def test_it_is_told_to_a_person(model_dir: Path, tmp_path: Path) -> None:
    from test_display import lines, on_a_terminal

    both = Encoding("wav", "pcm_s16le", layout="stereo")
    voice = read_wav(AUDIO / "demo.wav")
    path = encode(np.stack([voice, voice]), tmp_path / "a.wav", both)
    split = [path, "--channels", "split", "--model", model_dir, "--device", "cpu"]
    _, shown = on_a_terminal(split)
    assert lines(shown)[-2] == (
        "Both sides carry the same sound, so each sentence is there twice, as L and as R;"
        " --channels mix has it once."
    )
