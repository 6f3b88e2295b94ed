"""Five minutes of the prompts, degraded in four ways, for wrong segments to test flags on.

Real weights make too few mistakes on clean prompts to judge a flag.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import prompts
from recordings import Recording
from wave_file import Samples, read_wav, write_wav

_SECONDS = 300.0
_LOUD = 0.01  # of full scale: speech threshold


def make_spoiled(package: Path, folder: Path) -> list[Recording]:
    """spoiled-<how>.wav in `folder`. Raises PackageMissing."""
    whole, _ = prompts.make_prompts(package, package)
    clean = prompts.excerpt(whole, (0.0, _SECONDS), package / "clean.wav")
    samples, rate = read_wav(clean.audio)
    made = []
    for how, spoil in _WAYS.items():
        audio = folder / f"spoiled-{how}.wav"
        write_wav(audio, spoil(samples), rate)
        made.append(Recording(audio.stem, audio, "en", clean.sentences))
    return made


def with_noise(decibels: float) -> Callable[[Samples], Samples]:
    """Adds pink noise, `decibels` below the speech."""

    def spoil(samples: Samples) -> Samples:
        speech = np.sqrt(np.mean(samples[np.abs(samples) > _LOUD] ** 2))
        level = speech * 10 ** (-decibels / 20)
        return samples + np.float32(level) * _pink(len(samples))

    return spoil


def _pink(count: int) -> Samples:
    spectrum = np.fft.rfft(np.random.default_rng(0).normal(size=count))
    noise = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), count)
    return (noise / noise.std()).astype(np.float32)


_WAYS: Mapping[str, Callable[[Samples], Samples]] = {
    "noise-3dB": with_noise(3),
    "noise+3dB": with_noise(-3),  # louder than the speech
    "quiet-52dB": lambda samples: samples * np.float32(10 ** (-52 / 20)),
    "clipped+26dB": lambda samples: np.clip(samples * np.float32(20), -1, 1),
}
