"""Encodes samples with PyAV into the formats that the tests need."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Encoding:
    """A container (by the file's extension), a codec, and the audio format given to it.

    muxer: FFmpeg's options of the container.
    """

    extension: str
    codec: str
    rate: int = 16000  # samples per second
    layout: str = "mono"
    muxer: tuple[tuple[str, str], ...] = ()


def read_wav(path: Path) -> NDArray[np.int16]:
    """Mono, 16 kHz, 16 bit -> [n]."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (1, 16000, 2)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def write_wav(path: Path, samples: NDArray[np.int16]) -> Path:
    """[n], mono, 16 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(samples.tobytes())
    return path


def encode(samples: NDArray[np.int16], path: Path, encoding: Encoding) -> Path:
    """[n], mono, or [channels, n] in the encoding's layout, 16 kHz -> a file in that encoding."""
    with av.open(str(path), "w", options=dict(encoding.muxer)) as container:
        stream = container.add_stream(
            encoding.codec,
            rate=encoding.rate,
            layout=encoding.layout,
            options={"strict": "experimental"},  # FFmpeg's own Vorbis encoder counts as that
        )
        layout = encoding.layout if samples.ndim > 1 else "mono"
        interleaved = samples.T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=layout)
        frame.sample_rate = 16000
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout=encoding.layout, rate=encoding.rate
        )
        for resampled in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))
    return path
