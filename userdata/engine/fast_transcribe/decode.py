"""Any allowed audio file -> blocks of 16 kHz mono float32, as a stream."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.packet import Packet
from numpy.typing import NDArray

from .container import audio_stream, declared_seconds, open_container
from .diagnostics import log
from .errors import AudioEmpty, AudioTooLong, AudioUnreadable, EngineError
from .riff import missing_bytes

RATE = 16000  # samples per second, Whisper's
BLOCK_SECONDS = 10  # resampling frame by frame costs twice the decoding itself
_SHORTER = 0.5  # seconds that may be missing before a file counts as truncated: codec delays

Samples = NDArray[np.float32]


class Resampler:
    """Frames in, blocks of 16 kHz mono out. A stream may change its format on the way."""

    def __init__(self) -> None:
        self._format: tuple[str, str, int] | None = None
        self._fifo = av.AudioFifo()
        self._to_mono = av.AudioResampler(format="flt", layout="mono", rate=RATE)

    def push(self, frame: AudioFrame) -> Iterator[Samples]:
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._format not in (None, now):
            yield from self.finish()
            self._fifo = av.AudioFifo()
            self._to_mono = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        self._format = now
        frame.pts = None  # gaps in the container's clock must not become gaps in ours
        self._fifo.write(frame)
        if self._fifo.samples >= BLOCK_SECONDS * frame.sample_rate:
            yield from self._resample(self._fifo.read())

    def finish(self) -> Iterator[Samples]:
        """What is left, the resampler's own delay included."""
        if self._format is None:
            return
        if self._fifo.samples:
            yield from self._resample(self._fifo.read())
        yield from self._resample(None)

    def _resample(self, frame: AudioFrame | None) -> Iterator[Samples]:
        for out in self._to_mono.resample(frame):
            # a file of floats may hold anything: one NaN would silence all that comes after it
            yield np.clip(np.nan_to_num(out.to_ndarray()[0]), -1.0, 1.0)


class AudioFile:
    """One file. Iterate `blocks()` once; `samples` and `truncated` are final when it ends.

    Read by one thread and looked at by another: the attributes only ever grow or become true.
    """

    def __init__(self, file: BinaryIO, max_seconds: float) -> None:
        """Raises AudioEmpty, AudioUnreadable, AudioUnsupported or AudioTooLong."""
        self._max_seconds = max_seconds
        self._file = file
        self._size = os.fstat(file.fileno()).st_size
        self._share_read = 0.0
        self.truncated = missing_bytes(file) > 0
        self._container = open_container(file)
        self._stream = audio_stream(self._container)
        self.declared = declared_seconds(self._container, self._stream)
        self.samples = 0
        self._damaged = 0
        self.ended = False
        self._check_length(self.declared or 0.0)

    @property
    def seconds(self) -> float | None:
        """The length: decoded if all is decoded, else declared, else not known."""
        return self.samples / RATE if self.ended else self.declared

    def fraction(self, transcribed: float) -> float:
        """0..1; by the share of the file's bytes that is read while the length is not known."""
        expected = self.seconds or self.samples / RATE / max(self._share_read, 1e-9)
        return transcribed / max(expected, transcribed, 1e-9)

    def blocks(self) -> Iterator[Samples]:
        """float32 [n], mono, 16 kHz, about 10 s each."""
        with self._container:
            resampler = Resampler()
            for frame in self._frames(self._container):
                yield from self._count(resampler.push(frame))
            yield from self._count(resampler.finish())
        if self.samples == 0:
            raise self._no_samples()
        decoded = self.samples / RATE
        self.truncated = self.truncated or decoded < (self.declared or 0.0) - _SHORTER
        self.ended = True

    def _frames(self, container: InputContainer) -> Iterator[AudioFrame]:
        """Every frame that can be decoded; damage in the middle costs only what it covers."""
        self._stream.thread_type = "AUTO"
        packets = container.demux(self._stream)
        while (packet := self._next(packets)) is not None:
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self._damaged += 1
                continue
            yield from frames
        if self._damaged:
            log("warn", "packets could not be decoded", packets=self._damaged)

    def _next(self, packets: Iterator[Packet]) -> Packet | None:
        """The next packet, None at the end and where the container breaks off."""
        try:
            return next(packets, None)
        except av.error.FFmpegError as e:
            log("warn", "the container breaks off", reason=e.strerror)
            self.truncated = True
            return None

    def _count(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        for block in blocks:
            self.samples += len(block)
            self._share_read = self._file.tell() / self._size
            self._check_length(self.samples / RATE)
            yield block

    def _check_length(self, seconds: float) -> None:
        if seconds > self._max_seconds:
            raise AudioTooLong(
                f"The audio is longer than the {self._max_seconds:.0f} s that are allowed;"
                " it was not transcribed; split it, or allow more."
            )

    def _no_samples(self) -> EngineError:
        if self.truncated or self._damaged or self.declared:
            return AudioUnreadable(
                "The file has a header but none of its audio can be decoded;"
                " it was not transcribed; send it again."
            )
        return AudioEmpty(
            "The audio stream has 0 samples; there is nothing to transcribe; record it again."
        )
