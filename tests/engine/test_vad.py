"""Silero's network in NumPy against the published one in onnxruntime, whole and as a stream."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import onnxruntime
import pytest
from encode import read_wav
from engine_command import AUDIO, REPOSITORY
from fast_transcribe.speech.regions import Region, RegionFinder, RegionRules
from fast_transcribe.speech.vad import Silero
from fast_transcribe.speech.vad_features import CONTEXT, FRAME
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

Audio = NDArray[np.float32]

PUBLISHED = REPOSITORY / "model" / "silero-vad" / "silero_vad_v6.onnx"
SAME = 5e-5  # of a probability: float32, summed in another order, over thousands of LSTM steps
RATE = 16000
WAVS = sorted(p.name for p in AUDIO.glob("*.wav"))


@cache
def shared() -> Silero:
    return Silero()


@pytest.fixture
def silero() -> Silero:
    return shared()


def whole_frames(audio: Audio) -> Audio:
    return np.pad(audio, (0, -len(audio) % FRAME))


@cache
def recording(name: str) -> Audio:
    return whole_frames(read_wav(AUDIO / name).astype(np.float32) / 32768)


def noise(level: float) -> Audio:
    generated = np.random.default_rng(5).standard_normal(1000 * FRAME) * level
    return np.clip(generated, -1, 1).astype(np.float32)


def full_scale_square(hz: float) -> Audio:
    return np.sign(np.sin(2 * np.pi * hz * np.arange(300 * FRAME) / RATE)).astype(np.float32)


def published(audio: Audio) -> NDArray[np.float32]:
    """[n * 512] -> [n], all frames in one call."""
    session = onnxruntime.InferenceSession(PUBLISHED, providers=["CPUExecutionProvider"])
    heard = np.concatenate([np.zeros(CONTEXT, np.float32), audio])
    frames = np.lib.stride_tricks.sliding_window_view(heard, CONTEXT + FRAME)[::FRAME]
    nothing = np.zeros((1, 1, 128), np.float32)
    inputs = {"input": np.ascontiguousarray(frames), "h": nothing, "c": nothing}
    return session.run(["speech_probs"], inputs)[0].ravel()


def regions(probabilities: NDArray[np.float32]) -> list[Region]:
    finder = RegionFinder(RegionRules())
    return [*finder.push(probabilities), *finder.finish()]


def check_same(audio: Audio, silero: Silero) -> list[Region]:
    got, want = silero.stream().probabilities(audio), published(audio)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, want, rtol=0, atol=SAME)
    assert regions(got) == regions(want)
    return regions(got)


@pytest.mark.parametrize("name", WAVS)
def test_the_published_network_hears_the_same(name: str, silero: Silero) -> None:
    assert bool(check_same(recording(name), silero)) == (name != "silence.wav")


@pytest.mark.parametrize(
    "audio",
    [
        pytest.param(np.zeros(1000 * FRAME, np.float32), id="digital silence"),
        pytest.param(noise(0.001), id="faint noise"),
        pytest.param(noise(0.3), id="loud noise"),
        pytest.param(full_scale_square(200), id="full scale"),
        pytest.param(np.full(100 * FRAME, 1, np.float32), id="constant"),
    ],
)
def test_the_same_where_nobody_speaks(audio: Audio, silero: Silero) -> None:
    check_same(audio, silero)


@given(shares=st.lists(st.floats(0, 1), max_size=8).map(sorted))
def test_blocks_equal_the_whole_file(shares: list[float]) -> None:
    silero, audio = shared(), recording("unseen0_single.wav")
    frames, stream = len(audio) // FRAME, silero.stream()
    edges = [0, *(round(share * frames) for share in shares), frames]
    parts = [stream.probabilities(audio[b * FRAME : e * FRAME]) for b, e in pairwise(edges)]
    whole = silero.stream().probabilities(audio)
    np.testing.assert_allclose(np.concatenate(parts), whole, rtol=0, atol=SAME)


def test_frame_by_frame_equals_the_whole_file(silero: Silero) -> None:
    audio, stream = recording("demo.wav"), silero.stream()
    single = [stream.probabilities(frame) for frame in audio.reshape(-1, FRAME)]
    whole = silero.stream().probabilities(audio)
    np.testing.assert_allclose(np.concatenate(single), whole, rtol=0, atol=SAME)


def test_streams_do_not_hear_each_other(silero: Silero) -> None:
    one, other = silero.stream(), silero.stream()
    alone = silero.stream().probabilities(recording("demo.wav"))
    half = len(alone) // 2 * FRAME
    first = one.probabilities(recording("demo.wav")[:half])
    other.probabilities(full_scale_square(300))
    second = one.probabilities(recording("demo.wav")[half:])
    np.testing.assert_allclose(np.concatenate([first, second]), alone, rtol=0, atol=SAME)


def test_it_hears_speech_and_nothing_in_silence(silero: Silero) -> None:
    speech = silero.stream().probabilities(recording("demo.wav"))
    sentence = speech[11:133]  # 0.36 to 4.28 s; between words it may fall
    assert (sentence > 0.5).mean() > 0.9
    assert speech[:5].max() < 0.5
    silence = np.zeros(100 * FRAME, np.float32)
    assert silero.stream().probabilities(silence).max() < 0.1
