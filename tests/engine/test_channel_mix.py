"""Channels that cancel each other: one of them is mixed, and no other sound is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from decoding import decoded
from encode import Encoding, encode, read_wav
from engine_command import AUDIO, Reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_this_process import transcribe
from numpy.typing import NDArray

RATE = 16000
NAME = "demo.wav"
LAYOUTS = {2: "stereo", 3: "2.1", 6: "5.1", 8: "7.1"}


def wav(planes: NDArray[np.int16], folder: Path) -> Path:
    return encode(
        planes, folder / "a.wav", Encoding("wav", "pcm_s16le", layout=LAYOUTS[len(planes)])
    )


def mixed(planes: Sequence[NDArray[np.float64]], folder: Path) -> NDArray[np.float32]:
    """[channels][n] -> the mix."""
    whole = np.clip(np.stack(planes) * 32768, -32767, 32767).astype(np.int16)
    return decoded(wav(whole, folder)).samples[0]


def noise(seed: int, level: float, seconds: float = 6.0) -> NDArray[np.float64]:
    return level * np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def level(samples: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


@pytest.mark.parametrize(
    "encoding",
    [
        Encoding("flac", "flac", layout="stereo"),
        Encoding("mp3", "libmp3lame", layout="stereo"),
        Encoding("m4a", "aac", layout="stereo"),
        Encoding("wav", "pcm_u8", layout="stereo"),
        Encoding("wav", "pcm_f64le", 44100, "stereo"),
        Encoding("ogg", "libopus", 48000, "stereo"),
    ],
    ids=lambda e: e.codec,
)
def test_sides_out_of_phase_are_heard(
    encoding: Encoding, model_dir: Path, references: dict[str, Reference], tmp_path: Path
) -> None:
    samples = read_wav(AUDIO / NAME)
    path = encode(np.stack([samples, -samples]), tmp_path / f"a.{encoding.extension}", encoding)
    assert transcribe(path, model=model_dir).text == references[NAME].text


@pytest.mark.parametrize("channels", [3, 6, 8])
@pytest.mark.parametrize("pairs", [1, 2])
def test_a_pair_among_more_channels(channels: int, pairs: int, tmp_path: Path) -> None:
    """The mix has one of the pair and all other channels."""
    if 2 * pairs > channels:
        return
    planes = [noise(9, 0.0)] * channels
    voices = [noise(n, 0.1) for n in range(pairs)]
    for n, voice in enumerate(voices):
        planes[2 * n], planes[2 * n + 1] = voice, -voice
    others = [noise(20 + n, 0.1) for n in range(channels - 2 * pairs)]
    planes[2 * pairs :] = others
    got = mixed(planes, tmp_path)
    for voice in [*voices, *others]:
        assert abs(np.corrcoef(got, voice)[0, 1]) > 0.8 / np.sqrt(channels - pairs)


def test_three_that_cancel_together(tmp_path: Path) -> None:
    a, b = noise(1, 0.1), noise(2, 0.1)
    got = mixed([a, b, -a - b], tmp_path)
    assert level(got) > 0.1


def test_a_weak_channel_is_no_pair(tmp_path: Path) -> None:
    """Inverted crosstalk at -45 dB does not change the mean."""
    voice = noise(1, 0.2)
    got = mixed([voice, -0.005 * voice], tmp_path)
    np.testing.assert_allclose(got, 0.4975 * voice, atol=1e-4)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0.01, 0.3), st.floats(-1, 1), st.floats(0, 0.3), st.integers(0, 99), st.booleans())
def test_a_voice_is_never_lost(
    tmp_path: Path, loud: float, share: float, room: float, seed: int, swapped: bool
) -> None:
    """For any share of it on the other side: at least -16 dB of the louder one."""
    voice = noise(seed, loud, 3.0)
    sides = [voice, share * voice + noise(seed + 100, room * loud, 3.0)]
    got = mixed(sides[::-1] if swapped else sides, tmp_path)
    assert level(got) > 0.15 * loud
    assert abs(np.corrcoef(got, voice)[0, 1]) > 0.4


def test_it_does_not_flip_in_a_word(tmp_path: Path) -> None:
    """For sound of doubtful phase: at most one change from the mean to a channel."""
    voice = noise(1, 0.1, 20.0)
    swing = -0.45 + 0.1 * np.sin(np.arange(len(voice)) / RATE)
    got = mixed([voice, swing * voice], tmp_path)
    gains = np.abs((got * voice).reshape(-1, RATE).sum(1) / (voice**2).reshape(-1, RATE).sum(1))
    changes = np.count_nonzero(np.abs(np.diff(gains)) > 0.2)
    assert changes <= 1


def test_silence_decides_nothing(tmp_path: Path) -> None:
    """Inverted, with pauses: the mean is not mixed at the start of a phrase."""
    phrase, pause = noise(1, 0.1, 2.0), np.zeros(2 * RATE)
    voice = np.concatenate([phrase, pause, phrase, pause, phrase])
    got = mixed([voice, -voice], tmp_path)
    np.testing.assert_allclose(np.abs(got), np.abs(voice), atol=1e-4)
