"""Turns audio blocks into windows for the model, and reports how far the audio is processed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..audio.samples import Samples
from .heard import Heard, HeardStream
from .mel import MelSpectrogram
from .mel_window import MelWindow, PlacedWindow, SpokenWindow
from .packing import Packer, PackingRules, Window
from .regions import RegionFinder, RegionRules
from .vad import FRAME, Silero, VadStream

_WATERMARK_INTERVAL = 5.0  # seconds; each takes room in the queue to the model


@dataclass(frozen=True)
class Watermark:
    """All speech before `seconds` of the file is in a window emitted earlier.

    `heard`: the VAD's stretches of each channel since the previous Watermark.
    """

    seconds: float
    heard: Sequence[Heard] = ()

    def after(self, earlier: Watermark | None) -> Watermark:
        """Merges this with the Watermark before it."""
        return self if earlier is None else Watermark(self.seconds, [*earlier.heard, *self.heard])


class BlockListener(Protocol):
    """Hears the blocks beside the windows."""

    def hear(self, block: Samples, heard: Sequence[Heard]) -> None:
        """heard: what the VAD hears in this block, of each channel."""


class FrontEnd:
    """Two generators, each run in its own thread: `windows`, then `mels`."""

    def __init__(self, silero: Silero, mel: MelSpectrogram) -> None:
        self._silero = silero
        self._mel = mel

    def windows(
        self,
        blocks: Iterable[Samples],
        channels: int,
        known: int = 0,
        listener: BlockListener | None = None,
        *,
        all_sound: bool = False,
    ) -> Iterator[PlacedWindow | Watermark]:
        """Yields windows in order, and Watermark after a block: silence is progress too.

        blocks: float32 [channels, n], 16 kHz. The first `known` windows are those of an earlier run
        and come without audio unless `all_sound`; all others are SpokenWindows. `listener` gets each
        block.
        """
        segmenters = [ChannelSegmenter(self._silero.stream(), n) for n in range(channels)]
        number, reported = 0, 0.0
        for block in _with_end(_in_whole_frames(blocks, channels)):
            for channel, one in enumerate(segmenters):
                for window in one.finish() if block is None else one.push(block[channel]):
                    if number < known and not all_sound:
                        yield PlacedWindow(number, channel, window.excerpt)
                    else:
                        placed = number, channel, window.excerpt
                        yield SpokenWindow(*placed, window.audio, number < known)
                    number += 1
            if listener is not None and block is not None:
                listener.hear(block, [h for one in segmenters for h in one.last_heard])
            settled = min(one.settled for one in segmenters)
            if settled >= reported + _WATERMARK_INTERVAL or block is None:
                yield Watermark(settled, [h for one in segmenters for h in one.take_heard()])
                reported = settled

    def mels(self, items: Iterable[PlacedWindow | Watermark]) -> Iterator[PlacedWindow | Watermark]:
        """The same items, with each SpokenWindow converted to a MelWindow."""
        for item in items:
            if isinstance(item, SpokenWindow):
                placed = item.number, item.channel, item.excerpt
                yield MelWindow(*placed, self._mel(item.audio), item.is_known)
            else:
                yield item


class ChannelSegmenter:
    """One channel's VAD, region finder and packer."""

    def __init__(self, vad: VadStream, channel: int) -> None:
        self._vad = vad
        self._sounds = HeardStream(channel)
        self._heard: list[Heard] = []
        self.last_heard: list[Heard] = []  # the VAD's stretches of the last block
        self._finder, self._packer = RegionFinder(RegionRules()), Packer(PackingRules())

    @property
    def settled(self) -> float:
        return self._packer.settled

    def push(self, audio: Samples) -> Iterator[Window]:
        padded = np.pad(audio, (0, -len(audio) % FRAME))
        speech = self._vad.probabilities(padded)
        self.last_heard = list(self._sounds.push(audio, speech))
        self._heard += self.last_heard
        regions = list(self._finder.push(speech))
        yield from self._packer.push(audio, regions, self._finder.horizon)

    def take_heard(self) -> list[Heard]:
        """Returns the VAD's stretches since the last call."""
        heard, self._heard = self._heard, []
        return heard

    def finish(self) -> Iterator[Window]:
        yield from self._packer.finish(list(self._finder.finish()))


def _in_whole_frames(blocks: Iterable[Samples], channels: int) -> Iterator[Samples]:
    """The same samples in blocks of whole VAD frames; only the last block may end with a part."""
    rest: Samples = np.zeros((channels, 0), np.float32)
    for block in blocks:
        audio = np.concatenate([rest, block], axis=1)
        whole = audio.shape[1] // FRAME * FRAME
        rest = audio[:, whole:]
        if whole:
            yield audio[:, :whole]
    if rest.size:
        yield rest


def _with_end(blocks: Iterator[Samples]) -> Iterator[Samples | None]:
    yield from blocks
    yield None
