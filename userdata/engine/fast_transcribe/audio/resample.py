"""Frames of any format -> blocks of 16 kHz float32, in one graph of FFmpeg's filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.filter import Graph

from .rate import RATE

Rows = Sequence[bytes]  # float32, a row for each channel
SAMPLE_BYTES = 4
MOST_CHANNELS = 64  # what FFmpeg's pan filter takes
# Of each channel, resampled at a time: a call costs more than a frame of 25 ms is worth, and from
# 128 kB on glibc maps memory anew for each buffer, which costs a fifth of all the decoding
_AT_ONCE = 30_000
_FIRST_SECONDS, _MOST_SECONDS = 2.0, 10.0  # of a block: the first segment is waited for


class Resampler:
    """Frames in, blocks out: all channels mixed to one, or each kept as it is.

    A stream may change its format on the way.
    """

    def __init__(self, mix: bool) -> None:
        self._mix = mix
        self._format: tuple[str, str, int] | None = None
        self._fifo = av.AudioFifo()
        self._graph = Graph()
        self._pieces: list[Rows] = []
        self._held = 0  # samples in them
        self._enough = _FIRST_SECONDS * RATE

    def push(self, frame: AudioFrame) -> Iterator[Rows]:
        """16 kHz, a row for each channel."""
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._format != now:
            self._flush()
            self._format, self._fifo, self._graph = now, av.AudioFifo(), _graph(frame, self._mix)
        frame.pts = None  # gaps in the container's clock must not become gaps in ours
        self._fifo.write(frame)
        if self._fifo.samples >= _AT_ONCE:
            self._resample(self._fifo.read())
            if self._held >= self._enough:
                self._enough = min(2 * self._enough, _MOST_SECONDS * RATE)
                yield self._block()

    def finish(self) -> Iterator[Rows]:
        """What is left, the resampler's own delay included."""
        self._flush()
        if self._held:
            yield self._block()

    def _flush(self) -> None:
        if self._format is not None:
            if self._fifo.samples:
                self._resample(self._fifo.read())
            self._resample(None)

    def _resample(self, frame: AudioFrame | None) -> None:
        self._graph.push(frame)
        while True:
            try:
                out = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):  # needs more, or is at its end
                return
            size = SAMPLE_BYTES * out.samples  # a plane may be longer
            self._pieces.append([bytes(memoryview(plane)[:size]) for plane in out.planes])
            self._held += out.samples

    def _block(self) -> Rows:
        block = [b"".join(row) for row in zip(*self._pieces)]
        self._pieces, self._held = [], 0
        return block


def _graph(frame: AudioFrame, mix: bool) -> Graph:
    graph = Graph()
    channels = frame.layout.nb_channels
    nodes = [
        graph.add_abuffer(
            sample_rate=frame.sample_rate,
            format=frame.format.name,
            layout=frame.layout.name,
            time_base=Fraction(1, frame.sample_rate),
        ),
        graph.add("aformat", "sample_fmts=fltp"),
    ]
    if mix and channels > 1:
        nodes.append(graph.add("pan", _mean_of(channels)))
    nodes += [
        graph.add("aresample", str(RATE)),
        graph.add("aformat", "sample_fmts=fltp"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph


def _mean_of(channels: int) -> str:
    """Every channel counts the same, whatever it is called.

    FFmpeg's own mix drops the one that is called LFE, which in a recording of eight microphones is
    one of them, and adds up to more than full scale.
    """
    return "mono|c0=" + "+".join(f"{1 / channels}*c{i}" for i in range(channels))
