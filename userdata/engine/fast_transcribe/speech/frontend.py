"""Audio blocks -> windows that the model can take, and how far the audio has been heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..audio.samples import Samples
from .heard import Heard, HeardStream
from .mel import MelSpectrogram
from .mel_window import MelWindow, PlacedWindow, SpokenWindow
from .packing import Packer, PackingRules, Window
from .regions import RegionFinder, RegionRules
from .vad import FRAME, Silero, VadStream

_WORTH_TELLING = 5.0  # seconds: what is told takes room in the queue to the model


@dataclass(frozen=True)
class Settled:
    """Whatever is spoken in the file before `seconds` has come as a window already.

    `heard`: what each channel sounds like, from where the Settled before it ended.
    """

    seconds: float
    heard: Sequence[Heard] = ()

    def after(self, earlier: Settled | None) -> Settled:
        """Both as one."""
        return self if earlier is None else Settled(self.seconds, [*earlier.heard, *self.heard])


class FrontEnd:
    """Two generators, each for a thread of its own: `windows`, then `mels`."""

    def __init__(self, silero: Silero, mel: MelSpectrogram) -> None:
        self._silero = silero
        self._mel = mel

    def windows(
        self, blocks: Iterable[Samples], channels: int, known: int = 0
    ) -> Iterator[PlacedWindow | Settled]:
        """Windows in order, and a Settled after those of a block: silence is progress too.

        blocks: float32 [channels, n]. The first `known` windows come without their audio: what they
        hold is known from an earlier run. All others are SpokenWindows.
        """
        ears = [_Ear(self._silero.stream(), channel) for channel in range(channels)]
        number, told = 0, 0.0
        for block in _with_end(_in_whole_frames(blocks, channels)):
            for channel, ear in enumerate(ears):
                for window in ear.finish() if block is None else ear.hear(block[channel]):
                    if number < known:
                        yield PlacedWindow(number, channel, window.excerpt)
                    else:
                        yield SpokenWindow(number, channel, window.excerpt, window.audio)
                    number += 1
            settled = min(ear.settled for ear in ears)
            if settled >= told + _WORTH_TELLING or block is None:
                yield Settled(settled, [heard for ear in ears for heard in ear.take_heard()])
                told = settled

    def mels(self, items: Iterable[PlacedWindow | Settled]) -> Iterator[PlacedWindow | Settled]:
        """The same, but every SpokenWindow is a MelWindow."""
        for item in items:
            if isinstance(item, SpokenWindow):
                yield MelWindow(item.number, item.channel, item.excerpt, self._mel(item.audio))
            else:
                yield item


class _Ear:
    """What listens to one channel."""

    def __init__(self, vad: VadStream, channel: int) -> None:
        self._vad = vad
        self._sounds = HeardStream(channel)
        self._heard: list[Heard] = []
        self._finder, self._packer = RegionFinder(RegionRules()), Packer(PackingRules())

    @property
    def settled(self) -> float:
        return self._packer.settled

    def hear(self, audio: Samples) -> Iterator[Window]:
        padded = np.pad(audio, (0, -len(audio) % FRAME))
        speech = self._vad.probabilities(padded)
        self._heard += self._sounds.push(audio, speech)
        regions = list(self._finder.push(speech))
        yield from self._packer.push(audio, regions, self._finder.horizon)

    def take_heard(self) -> list[Heard]:
        """What it sounded like since this was asked last."""
        heard, self._heard = self._heard, []
        return heard

    def finish(self) -> Iterator[Window]:
        yield from self._packer.finish(list(self._finder.finish()))


def _in_whole_frames(blocks: Iterable[Samples], channels: int) -> Iterator[Samples]:
    """The same samples in blocks of whole VAD frames; only the last may end with a part of one."""
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
