"""Encodes the test speech in other formats, from the Opus files beside this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.packet import Packet

SPEECH = Path(__file__).parent / "audio"


@dataclass(frozen=True)
class Form:
    """Extension, codec, sample rate and bit rate of a file."""

    extension: str
    codec: str
    rate: int
    bit_rate: int | None = None


MP3 = Form("mp3", "libmp3lame", 44100, 128_000)
FLAC = Form("flac", "flac", 16000)
WAV = Form("wav", "pcm_s16le", 16000)


def encoded(name: str, form: Form, folder: Path, seconds: float | None = None) -> Path:
    """NAME.opus, or its beginning, in another format; cached in `folder`."""
    cut = "" if seconds is None else f"-{seconds:.0f}s"
    path = folder / f"{name}{cut}.{form.extension}"
    return joined([SPEECH / f"{name}.opus"], path, form, seconds)


def joined(sources: Sequence[Path], path: Path, form: Form, seconds: float | None = None) -> Path:
    """Concatenates `seconds` of each file into `path`, unless it exists."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"unfinished-{path.name}")
        frames = (frame for source in sources for frame in _first(source, seconds))
        _encode(frames, unfinished, form)
        unfinished.rename(path)
    return path


def repeated(source: Path, times: int, folder: Path) -> Path:
    """Repeats the file's packets without decoding; cached in `folder`."""
    path = folder / f"{source.stem}-x{times}{source.suffix}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"unfinished-{path.name}")
        with av.open(str(unfinished), "w") as out:
            with av.open(str(source)) as template:
                stream = out.add_stream_from_template(template.streams.audio[0])
            at = 0  # in the stream's time base
            for _ in range(times):
                for packet in _packets(source):
                    packet.stream = stream
                    packet.pts = packet.dts = at
                    at += packet.duration or 0
                    out.mux(packet)
        unfinished.rename(path)
    return path


def _packets(source: Path) -> Iterator[Packet]:
    with av.open(str(source)) as container:
        for packet in container.demux(audio=0):
            if packet.size:  # the demuxer ends with an empty packet
                yield packet


def _first(source: Path, seconds: float | None) -> Iterator[AudioFrame]:
    with av.open(str(source)) as container:
        for frame in container.decode(audio=0):
            if seconds is not None and frame.time is not None and frame.time >= seconds:
                return
            yield frame


def _encode(frames: Iterator[AudioFrame], path: Path, form: Form) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(form.codec, rate=form.rate, layout="mono")
        if form.bit_rate is not None:
            stream.bit_rate = form.bit_rate
        resampler = av.AudioResampler(stream.codec_context.format, "mono", form.rate)
        for frame in frames:
            frame.pts = None
            for resampled in resampler.resample(frame):
                container.mux(stream.encode(resampled))
        for resampled in resampler.resample(None):
            container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))
