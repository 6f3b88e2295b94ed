"""Whisper's log-mel front end in numpy (same numbers as openai/whisper and faster-whisper)."""

from __future__ import annotations

import numpy as np

SR, N_FFT, HOP, N_MELS, WINDOW_FRAMES = 16000, 400, 160, 80, 3000


def mel_filters(sr=SR, n_fft=N_FFT, n_mels=N_MELS) -> np.ndarray:
    """librosa.filters.mel(sr, n_fft, n_mels): Slaney scale, Slaney normalisation."""
    f_sp, min_log_hz = 200.0 / 3, 1000.0
    min_log_mel, logstep = min_log_hz / f_sp, np.log(6.4) / 27.0

    def hz_to_mel(f):
        return f / f_sp if f < min_log_hz else min_log_mel + np.log(f / min_log_hz) / logstep

    m = np.linspace(hz_to_mel(0.0), hz_to_mel(sr / 2), n_mels + 2)
    hz = np.where(m >= min_log_mel, min_log_hz * np.exp(logstep * (m - min_log_mel)), f_sp * m)
    fft = np.fft.rfftfreq(n_fft, 1.0 / sr)
    ramps = hz[:, None] - fft[None]
    width = np.diff(hz)
    lower, upper = -ramps[:-2] / width[:-1, None], ramps[2:] / width[1:, None]
    w = np.maximum(0, np.minimum(lower, upper))
    return (w * (2.0 / (hz[2:] - hz[:-2]))[:, None]).astype(np.float32)


_FILTERS = mel_filters()
_WINDOW = np.hanning(N_FFT + 1)[:-1].astype(np.float32)


def mel_power(audio: np.ndarray) -> np.ndarray:
    """[80, len // 160] mel power: centred frames, reflect padding, last frame dropped."""
    x = np.pad(audio.astype(np.float32), N_FFT // 2, mode="reflect")
    n = 1 + (len(x) - N_FFT) // HOP
    frames = np.lib.stride_tricks.as_strided(x, (n, N_FFT), (HOP * x.itemsize, x.itemsize))
    spec = np.fft.rfft(frames * _WINDOW, axis=-1)[:-1].astype(np.complex64)
    return _FILTERS @ (np.abs(spec) ** 2).T


def log_mel(power: np.ndarray) -> np.ndarray:
    x = np.log10(np.maximum(power, 1e-10))
    return ((np.maximum(x, x.max() - 8.0) + 4.0) / 4.0).astype(np.float32)


def whisper_window(audio: np.ndarray) -> np.ndarray:
    """As OpenAI: zero-pads to 30 s before the log."""
    n = WINDOW_FRAMES * HOP
    audio = np.pad(audio[:n], (0, max(0, n - len(audio))))
    return log_mel(mel_power(audio))


def faster_whisper_window(audio: np.ndarray) -> np.ndarray:
    """faster-whisper >= 1.1: log-mel of the audio plus 10 ms, then 0.0 up to 3000 frames."""
    x = log_mel(mel_power(np.pad(audio, (0, 160))))[:, :WINDOW_FRAMES]
    x = x[:, : min(x.shape[1] - 1, WINDOW_FRAMES)]
    return np.pad(x, ((0, 0), (0, WINDOW_FRAMES - x.shape[1])))
