"""Mixes several channels to one, leaving out those that would cancel each other."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from av.audio.frame import AudioFrame
from av.filter import Graph

from .cancellation import Cancellation

MOST_CHANNELS = 64  # limit of FFmpeg's pan filter


class ChannelMix:
    """Mean of all channels, or of those that do not cancel each other.

    One frame in is one mono fltp frame out, at the same rate.
    """

    def __init__(self, like: AudioFrame) -> None:
        """like: a frame with the input's format, layout and rate."""
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
        """Equal weights for all channels, whatever the layout calls them.

        FFmpeg's own downmix drops the LFE channel, which is one of the microphones in a recording
        of eight, and can exceed full scale.
        """
        graph = Graph()
        graph.threads = 1
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
