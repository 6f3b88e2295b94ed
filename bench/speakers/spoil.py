"""Lines and rooms: what a recording goes through before it is heard."""

from __future__ import annotations

import numpy as np
from clips import LOUDNESS, RATE, Samples

_LINE = (300.0, 3400.0)  # hertz
_MU = 255
_PINK = -10.0  # dB under speech
_ECHO = 0.35  # of the voice's amplitude


def spoil(audio: Samples, how: str, seed: int) -> Samples:
    """how: "clean", "phone", "noise" or "phone+noise"."""
    draw = np.random.default_rng(seed)
    audio = audio + draw.normal(0, 2e-4, len(audio)).astype(np.float32)
    if "phone" in how:
        audio = telephone(audio)
    if "noise" in how:
        audio = audio + pink(len(audio), draw) * np.float32(LOUDNESS * 10 ** (_PINK / 20))
    return audio.astype(np.float32)


def telephone(audio: Samples, line: tuple[float, float] = _LINE) -> Samples:
    """A band of `line` hertz, mu-law at 8 kHz."""
    count = len(audio)  # of whole seconds
    narrow = np.clip(band(audio, *line)[::2], -1, 1)
    coded = np.sign(narrow) * np.log1p(_MU * np.abs(narrow)) / np.log1p(_MU)
    coded = np.round(coded * 127) / 127
    heard = np.sign(coded) * ((1 + _MU) ** np.abs(coded) - 1) / _MU
    wide = np.pad(np.fft.rfft(heard), (0, count // 4)) * 2
    return np.fft.irfft(wide, count).astype(np.float32)


def band(audio: Samples, lowest: float, highest: float) -> Samples:
    """Without what is outside, in hertz."""
    spectrum = np.fft.rfft(audio)
    hertz = np.fft.rfftfreq(len(audio), 1 / RATE)
    spectrum[(hertz < lowest) | (hertz > highest)] = 0
    return np.fft.irfft(spectrum, len(audio)).astype(np.float32)


def room(audio: Samples, seconds: float, draw: np.random.Generator) -> Samples:
    """An echo of noise that falls by 60 dB in so many seconds, with an eighth of the voice's power."""
    count = round(seconds * RATE)
    echo = draw.normal(0, 1, count) * 10 ** (-3 * np.arange(count) / count)
    echo *= _ECHO / np.sqrt(np.square(echo).sum())
    echo[0] = 1.0
    length = len(audio) + count
    heard = np.fft.irfft(np.fft.rfft(audio, length) * np.fft.rfft(echo, length), length)
    return np.asarray(heard[: len(audio)], np.float32)


def pink(count: int, draw: np.random.Generator) -> Samples:
    """Noise whose power falls with the frequency; root mean square 1."""
    spectrum = np.fft.rfft(draw.normal(0, 1, count)) / np.sqrt(np.arange(count // 2 + 1) + 1)
    noise = np.fft.irfft(spectrum, count)
    return np.asarray(noise / noise.std(), np.float32)
