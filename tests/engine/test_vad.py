"""Silero over a stream equals Silero over the whole file."""

from __future__ import annotations

import numpy as np
import pytest
from encode import read_wav
from engine_command import AUDIO
from fast_transcribe.vad import FRAME, Silero


@pytest.fixture(scope="module")
def silero() -> Silero:
    return Silero()


@pytest.mark.parametrize("frames", [1, 3, 100])
def test_blocks_equal_the_whole_file(silero: Silero, frames: int) -> None:
    audio = read_wav(AUDIO / "news.wav").astype(np.float32) / 32768
    audio = audio[: len(audio) // FRAME * FRAME]
    silero.restart()
    whole = silero.probabilities(audio)
    silero.restart()
    step = frames * FRAME
    parts = [silero.probabilities(audio[i : i + step]) for i in range(0, len(audio), step)]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-6)


def test_it_hears_speech_and_nothing_in_silence(silero: Silero) -> None:
    silero.restart()
    audio = read_wav(AUDIO / "demo.wav").astype(np.float32) / 32768
    speech = silero.probabilities(audio[: len(audio) // FRAME * FRAME])
    sentence = speech[11:133]  # 0.36 to 4.28 s; between words it may fall
    assert (sentence > 0.5).mean() > 0.9
    assert speech[:5].max() < 0.5
    silero.restart()
    assert silero.probabilities(np.zeros(100 * FRAME, np.float32)).max() < 0.1
