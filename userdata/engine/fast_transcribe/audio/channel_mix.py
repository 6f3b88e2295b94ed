"""Several channels -> one, without those that would cancel each other."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from av.audio.frame import AudioFrame
from av.filter import Graph

from .cancellation import Cancellation

MOST_CHANNELS = 64  # what FFmpeg's pan filter takes


class ChannelMix:
    """The mean of all channels; where it would cancel, the mean of those that do not.

    Sample by sample, so one frame in is one frame out, at the same rate, as fltp.
    """

    def __init__(self, like: AudioFrame) -> None:
        """like: a frame of the format that comes."""
        self._format, self._layout = like.format.name, like.layout.name
        self._rate = like.sample_rate
        self._cancellation = Cancellation(like.layout.nb_channels)
        self._mixed: tuple[int, ...] = ()
        self._graph = Graph()

    def __call__(self, frame: AudioFrame) -> AudioFrame:
        kept = self._cancellation.kept(frame)
        if kept != self._mixed:
            self._mixed, self._graph = kept, self._mean_of(kept)
        self._graph.push(frame)
        return cast("AudioFrame", self._graph.pull())

    def _mean_of(self, kept: tuple[int, ...]) -> Graph:
        """Every channel counts the same, whatever it is called.

        FFmpeg's own mix drops the one that is called LFE, which in a recording of eight microphones
        is one of them, and adds up to more than full scale.
        """
        graph = Graph()
        weights = "+".join(f"{1 / len(kept)}*c{i}" for i in kept)
        graph.link_nodes(
            graph.add_abuffer(
                sample_rate=self._rate,
                format=self._format,
                layout=self._layout,
                time_base=Fraction(1, self._rate),
            ),
            graph.add("aformat", "sample_fmts=fltp"),
            graph.add("pan", f"mono|c0={weights}"),
            graph.add("abuffersink"),
        ).configure()
        return graph
