"""What lines, rooms and noise add to a voice's vector is taken out."""

from __future__ import annotations

import numpy as np
import pytest
from encode import read_wav
from engine_command import AUDIO
from fast_transcribe.speakers.channel import DIRECTIONS, without_channel
from fast_transcribe.speakers.local import LocalRules
from fast_transcribe.speakers.networks import VECTOR, Networks
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from speaker_networks import made_networks

RATE = 16000
COUNT = LocalRules().channel


def vector(seed: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(0, 1, VECTOR).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn))


def test_the_directions_are_at_right_angles() -> None:
    directions = np.load(DIRECTIONS).astype(np.float64)
    assert directions.shape == (COUNT, VECTOR)
    np.testing.assert_allclose(directions @ directions.T, np.eye(COUNT), atol=2e-3)


@given(seed=st.integers(0, 10**6), moved=st.lists(st.floats(-1, 1), min_size=COUNT, max_size=COUNT))
def test_what_is_moved_along_them_is_the_same(seed: int, moved: list[float]) -> None:
    there = vector(seed)
    elsewhere = there + np.array(moved, np.float32) @ np.load(DIRECTIONS).astype(np.float32)
    found = without_channel(there, COUNT)
    np.testing.assert_allclose(without_channel(elsewhere, COUNT), found, atol=5e-3)
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)


def test_without_directions_a_vector_stays() -> None:
    np.testing.assert_allclose(without_channel(vector(1), 0), vector(1), atol=1e-6)


@pytest.mark.parametrize(
    ("lowest", "highest", "noise"),
    [
        pytest.param(300, 3400, 0.0, id="a telephone line"),
        pytest.param(0, 4000, 0.0, id="recorded at 8 kHz"),
        pytest.param(0, 8000, 0.01, id="noise"),
    ],
)
def test_a_voice_is_more_like_itself(lowest: float, highest: float, noise: float) -> None:
    networks = Networks(made_networks())
    clean = (read_wav(AUDIO / "long.wav")[: 4 * RATE] / 32768).astype(np.float32)
    spectrum = np.fft.rfft(clean)
    hertz = np.fft.rfftfreq(len(clean), 1 / RATE)
    spectrum[(hertz < lowest) | (hertz > highest)] = 0
    spoiled = np.fft.irfft(spectrum) + np.random.default_rng(1).normal(0, noise + 1e-5, len(clean))
    heard = [networks.embed(networks.filterbank(a.astype(np.float32))) for a in (clean, spoiled)]

    def alike(count: int) -> float:
        one, other = (without_channel(v, count) for v in heard)
        return float(one @ other)

    assert alike(COUNT) > alike(0)
