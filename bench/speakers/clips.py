"""Recordings of one person each -> clips at 16 kHz, and where in them somebody speaks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
RATE = 16000
LOUDNESS = 0.06  # root mean square of every clip
_LOWEST = 60.0  # hertz: what is below is hum, or a constant
_FRAME = 160  # samples: 10 ms
_RANGE = 35.0  # dB under the loud frames that still count as speech
_SHORTEST = 8  # frames of speech


def read(path: Path) -> Samples:
    """Decodes to mono, 16 kHz, without what is under 60 Hz."""
    resampler = av.AudioResampler("flt", "mono", RATE)
    with av.open(str(path), metadata_errors="ignore") as container:
        decoded = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
        decoded += resampler.resample(None)
    if not decoded:
        return np.zeros(0, np.float32)
    samples = np.concatenate([frame.to_ndarray()[0] for frame in decoded])
    count = len(samples) + -len(samples) % RATE  # a prime length would take long
    spectrum = np.fft.rfft(samples, count)
    spectrum[np.fft.rfftfreq(count, 1 / RATE) < _LOWEST] = 0
    return np.fft.irfft(spectrum, count)[: len(samples)].astype(np.float32)


def speech(audio: Samples, gap: float = 0.25) -> list[tuple[float, float]]:
    """Seconds of speech by level; silence up to `gap` seconds is closed."""
    count = len(audio) // _FRAME
    power = (audio[: count * _FRAME].reshape(count, _FRAME) ** 2).mean(axis=1)
    level = 10 * np.log10(power + 1e-10)
    loud = np.convolve(level > np.percentile(level, 95) - _RANGE, np.ones(3), "same") > 1
    parts: list[list[int]] = []
    for i in np.flatnonzero(loud).tolist():
        if parts and i - parts[-1][1] <= gap * RATE / _FRAME:
            parts[-1][1] = i + 1
        else:
            parts.append([i, i + 1])
    seconds = _FRAME / RATE
    return [(a * seconds, b * seconds) for a, b in parts if b - a >= _SHORTEST]


def clips(paths: Sequence[Path], shortest: float, longest: float, seed: int = 1) -> list[Samples]:
    """Shuffled clips of `shortest` to `longest` seconds, cut at pauses, equally loud."""
    cut = [clip for path in sorted(paths) for clip in _cut(read(path), shortest, longest)]
    random.Random(seed).shuffle(cut)
    return cut


def joined(words: Sequence[Samples], count: int, pause: float = 0.15) -> list[Samples]:
    """Clips of `count` words each, with pauses between them."""
    silence = np.zeros(round(pause * RATE), np.float32)
    groups = [words[i : i + count] for i in range(0, len(words) - count + 1, count)]
    return [np.concatenate([x for word in group for x in (word, silence)]) for group in groups]


def _cut(audio: Samples, shortest: float, longest: float) -> list[Samples]:
    parts = speech(audio) if len(audio) > RATE // 4 else []
    cut = []
    at = 0
    while at < len(parts):
        end = at
        while end + 1 < len(parts) and parts[end + 1][1] - parts[at][0] <= longest:
            end += 1
        low, high = parts[at][0], parts[end][1]
        pieces = int((high - low) // (longest + 1)) + 1  # without a pause it is cut all the same
        each = (high - low) / pieces
        for edge in (low + i * each for i in range(pieces)):
            if each >= shortest:
                cut.append(_level(audio[int(edge * RATE) : int((edge + each) * RATE)]))
        at = end + 1
    return cut


def _level(clip: Samples) -> Samples:
    loudness = np.sqrt((clip**2).mean()) + 1e-9
    return (clip * (LOUDNESS / loudness)).astype(np.float32)
