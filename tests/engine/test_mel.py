"""The log-mel spectrogram against Whisper's definition in plain float64."""

from __future__ import annotations

import numpy as np
import pytest
from encode import read_wav
from engine_command import AUDIO
from fast_transcribe.speech.mel import MelSpectrogram, mel_filters, padded
from numpy.typing import NDArray

RATE, N_FFT, HOP = 16000, 400, 160


def reference_filters(n_mels: int) -> NDArray[np.float64]:
    """librosa.filters.mel(sr=16000, n_fft=400): Slaney's scale and area normalisation."""

    def hz(mel: float) -> float:
        if mel < 15:
            return mel * 200 / 3
        return 1000 * float(np.exp(np.log(6.4) / 27 * (mel - 15)))

    top = 15 + 27 * np.log(8) / np.log(6.4)  # 8 kHz
    edges = [hz(top * i / (n_mels + 1)) for i in range(n_mels + 2)]
    rows = []
    for low, middle, high in zip(edges, edges[1:], edges[2:]):
        row = []
        for k in range(N_FFT // 2 + 1):
            f = k * RATE / N_FFT
            slope = min((f - low) / (middle - low), (high - f) / (high - middle))
            row.append(max(0.0, slope) * 2 / (high - low))
        rows.append(row)
    return np.array(rows)


def reference(audio: NDArray[np.float32], n_mels: int) -> NDArray[np.float64]:
    """10 ms of zeros after the audio, frames centred and reflected, one DFT matrix."""
    x = np.pad(np.pad(audio.astype(np.float64), (0, HOP)), N_FFT // 2, mode="reflect")
    n = np.arange(N_FFT)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * n / N_FFT)
    dft = np.exp(-2j * np.pi * np.outer(np.arange(N_FFT // 2 + 1), n) / N_FFT)
    frames = np.stack([x[i * HOP : i * HOP + N_FFT] for i in range(len(audio) // HOP)])
    power = np.abs(dft @ (frames * hann).T) ** 2
    log = np.log10(np.maximum(reference_filters(n_mels) @ power, 1e-10))
    return (np.maximum(log, log.max() - 8) + 4) / 4


@pytest.mark.parametrize("n_mels", [80, 128])
def test_filters(n_mels: int) -> None:
    np.testing.assert_allclose(mel_filters(n_mels), reference_filters(n_mels), atol=1e-7)


@pytest.mark.parametrize("n_mels", [80, 128])
@pytest.mark.parametrize("samples", [16000, 12345, 3200, 401])
def test_equal_to_the_definition(n_mels: int, samples: int) -> None:
    audio = read_wav(AUDIO / "unseen2_noisy.wav")[8000 : 8000 + samples] / np.float32(32768)
    frames = samples // HOP
    # the last frame sees zeros here, the audio's reflection in the definition
    want = reference(audio, n_mels)[:, : frames - 1]
    got = MelSpectrogram(n_mels)(audio)
    assert got.shape == (n_mels, frames)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got[:, : frames - 1], want, atol=1e-4)


@pytest.mark.parametrize("level", [0.1, 0.0])
def test_after_the_audio_stands_digital_silence(level: float) -> None:
    noise = np.random.default_rng(3).standard_normal(16000).astype(np.float32) * np.float32(level)
    mel = MelSpectrogram(80)
    short, long = mel(noise[:3200]), mel(noise)
    batch = padded([short, long])
    assert batch.shape == (2, 80, 3000)
    assert batch.dtype == np.float32
    for row, part in zip(batch, (short, long)):
        count = part.shape[1]
        np.testing.assert_array_equal(row[:, :count], part)
        silent = np.pad(noise[: count * HOP], (0, (3000 - count) * HOP))
        # two frames see the end of the audio
        want = reference(silent, 80)[:, count + 2 : 2998]
        np.testing.assert_allclose(row[:, count + 2 : 2998], want, atol=1e-4)


def test_thirty_seconds_fill_the_window() -> None:
    noise = np.random.default_rng(3).standard_normal(30 * RATE).astype(np.float32) * 0.1
    got = MelSpectrogram(80)(noise)
    np.testing.assert_allclose(got[:, :2998], reference(noise, 80)[:, :2998], atol=1e-4)
    assert got[:, -1].any()


@pytest.mark.parametrize("samples", [1, 159, 160, 200, 201])
def test_hardly_any_audio(samples: int) -> None:
    assert np.isfinite(MelSpectrogram(80)(np.full(samples, 0.1, np.float32))).all()
