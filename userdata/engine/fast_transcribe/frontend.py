"""Audio blocks -> windows that the model can take, and how far the audio has been heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from .decode import Samples
from .mel import MelSpectrogram
from .packing import Packer, PackingRules, Window
from .recognise import MelWindow
from .regions import RegionFinder, RegionRules
from .vad import FRAME, Silero


@dataclass(frozen=True)
class Settled:
    """Whatever is spoken in the file before `seconds` has come as a window already."""

    seconds: float


class FrontEnd:
    """VAD, regions, packing and mel: much cheaper than the model, so one thread has them all."""

    def __init__(self, silero: Silero, mel: MelSpectrogram) -> None:
        self._silero = silero
        self._mel = mel

    def listen(self, blocks: Iterable[Samples]) -> Iterator[MelWindow | Settled]:
        """Windows in order, a Settled after each block: silence is progress too."""
        self._silero.restart()
        finder, packer = RegionFinder(RegionRules()), Packer(PackingRules())
        for audio in _in_whole_frames(blocks):
            padded = np.pad(audio, (0, -len(audio) % FRAME))
            regions = list(finder.push(self._silero.probabilities(padded)))
            yield from map(self._with_mel, packer.push(audio, regions, finder.horizon))
            yield Settled(packer.settled)
        last = list(finder.finish())
        silence = np.zeros(0, np.float32)
        yield from map(self._with_mel, packer.push(silence, last, finder.horizon))
        yield from map(self._with_mel, packer.finish())
        yield Settled(packer.settled)

    def _with_mel(self, window: Window) -> MelWindow:
        return MelWindow(self._mel(window.audio), window.times)


def _in_whole_frames(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """The same samples in blocks of whole VAD frames; only the last may end with a part of one."""
    rest = np.zeros(0, np.float32)
    for block in blocks:
        audio = np.concatenate([rest, block])
        whole = len(audio) // FRAME * FRAME
        rest = audio[whole:]
        if whole:
            yield audio[:whole]
    if len(rest):
        yield rest
