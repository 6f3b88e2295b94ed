"""Converts frames of any format to pieces of 16 kHz float32, with FFmpeg's filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import cast

import av
from av.audio.frame import AudioFrame
from av.filter import Graph

from .channel_mix import ChannelMix
from .rate import RATE
from .silence import silent_frames

Rows = Sequence[bytes]  # float32, one row per channel
SAMPLE_BYTES = 4
# Samples per channel resampled at a time: a call per frame of 25 ms costs too much, and for buffers
# of 128 kB or more glibc maps fresh memory, a fifth of the decoding time
_AT_ONCE = 30_000
_MIXED_AT_ONCE = 0.7  # seconds; the longest stretch for which one choice of channels holds


class Resampler:
    """Frames and silence in, pieces out: all channels mixed to one, or two kept apart.

    The format may change within a stream.
    """

    def __init__(self, mix: bool, begins: int = 0) -> None:
        """begins: sample of the recording (16 kHz) at which the sound begins."""
        self._mix = mix
        self._format: tuple[str, str, int] | None = None
        self._fifo = av.AudioFifo()
        self._graph = Graph()
        self._channels: ChannelMix | None = None
        self._enough = _AT_ONCE
        self._rate = RATE  # of the input, Hz
        self._before = begins / RATE  # seconds of the recording before the current format
        self._taken = 0  # input samples in the current format
        self._given = begins  # sample of the recording (16 kHz) up to which output exists

    @property
    def elapsed(self) -> float:
        """Second of the recording up to which input was pushed."""
        return self._before + self._taken / self._rate

    def push(self, frame: AudioFrame) -> Iterator[Rows]:
        """Yields pieces of 16 kHz, one row per channel."""
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._format != now:
            yield from self._begin(frame)
            self._format = now
        self._taken += frame.samples
        frame.pts = None  # the filters must not act on time stamps: track_sound.py does
        self._fifo.write(frame)
        if self._fifo.samples >= self._enough:
            yield from self._resample(self._fifo.read())

    def place_of_silence(self, seconds: float) -> tuple[int, int]:
        """Samples [begin, end), 16 kHz, that this much silence will take."""
        ends = self._before + (self._taken + round(seconds * self._rate)) / self._rate
        return round(self.elapsed * RATE), round(ends * RATE)

    def silence(self, seconds: float) -> Iterator[Rows]:
        """Yields silence in bounded pieces; its length is rounded to whole input samples."""
        samples = round(seconds * self._rate)
        if self._format is None:
            yield from self._silence_at_first(samples)
            return
        for frame in silent_frames(self._format, samples, self._enough):
            yield from self.push(frame)

    def finish(self) -> Iterator[Rows]:
        """Flushes the buffer and the resampler's delay."""
        if self._format is not None:
            if self._fifo.samples:
                yield from self._resample(self._fifo.read())
            yield from self._resample(None)

    def _begin(self, frame: AudioFrame) -> Iterator[Rows]:
        """Switches to a new format; time goes on from the output so far."""
        yield from self.finish()
        self._before, self._taken = self._given / RATE, 0
        self._rate, self._enough = frame.sample_rate, _AT_ONCE
        self._fifo, self._graph, self._channels = av.AudioFifo(), Graph(), None
        if self._mix and frame.layout.nb_channels > 1:
            self._channels = ChannelMix(frame)
            self._graph = resampling_graph("fltp", "mono", frame.sample_rate)
            self._enough = min(_AT_ONCE, round(_MIXED_AT_ONCE * frame.sample_rate))
        else:
            self._graph = resampling_graph(frame.format.name, frame.layout.name, frame.sample_rate)

    def _silence_at_first(self, samples: int) -> Iterator[Rows]:
        """Silence before the first frame, whose format is unknown yet: 16 kHz, one or two rows."""
        rows = 1 if self._mix else 2
        while samples > 0:
            count = min(samples, _AT_ONCE)
            samples -= count
            self._taken += count
            self._given += count
            yield [bytes(SAMPLE_BYTES * count)] * rows

    def _resample(self, frame: AudioFrame | None) -> Iterator[Rows]:
        if frame is not None and self._channels is not None:
            frame = self._channels(frame)
        self._graph.push(frame)
        while True:
            try:
                out = cast("AudioFrame", self._graph.pull())
            except (av.error.BlockingIOError, av.error.EOFError):  # needs more, or at its end
                return
            self._given += out.samples
            yield rows_of(out)


def resampling_graph(sample_format: str, layout: str, rate: int) -> Graph:
    """A filter graph to RATE and planar float32, with the same channels."""
    graph = Graph()
    graph.threads = 1
    graph.link_nodes(
        graph.add_abuffer(
            sample_rate=rate, format=sample_format, layout=layout, time_base=Fraction(1, rate)
        ),
        graph.add("aresample", str(RATE)),
        graph.add("aformat", "sample_fmts=fltp"),
        graph.add("abuffersink"),
    ).configure()
    return graph


def rows_of(frame: AudioFrame) -> Rows:
    """Rows of an fltp frame; a plane may be padded beyond its samples."""
    size = SAMPLE_BYTES * frame.samples
    return [bytes(memoryview(plane)[:size]) for plane in frame.planes]
