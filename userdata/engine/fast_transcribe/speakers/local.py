"""Blocks of audio -> the voices of each 10 s window, and what each sounds like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.rate import RATE
from ..audio.samples import Samples
from .channel import without_channel
from .filterbank import FRAME, HOP
from .networks import FIRST_FRAME, FRAME_STEP, LOCAL_VOICES, WINDOW, Networks
from .voices import Piece, Span, Voice, Voices

Frames = NDArray[np.bool_]  # [frames of the segmentation]


@dataclass(frozen=True)
class LocalRules:
    """Seconds. `least`, `most`: of speech that a vector is made of. `piece`: of speech, after which
    a pause of `pause` ends a piece: similar voices with a pause between them are one to the
    segmentation. So are some without, so no piece has more than `longest` of speech by much.
    `channel`: directions of the line, room and noise, which are taken out of vectors."""

    least: float = 0.4
    most: float = 4.0
    piece: float = 1.5
    pause: float = 0.15
    longest: float = 3.0
    channel: int = 4


class Listener:
    """Takes the audio block by block; holds one window. Equal audio gives equal voices, however it
    is cut into blocks."""

    def __init__(self, networks: Networks, rules: LocalRules, known: int = 0) -> None:
        """known: windows at the start that are not computed, and not returned."""
        self._networks, self._rules = networks, rules
        self._held = np.zeros(0, np.float32)
        self._window = 0
        self._known = known

    def feed(self, block: Samples) -> Iterator[Voices]:
        """block: [n] at 16 kHz. Returns the voices of each window that it completes, in order."""
        self._held = np.concatenate([self._held, block])
        while len(self._held) >= WINDOW:
            window, self._held = self._held[:WINDOW], self._held[WINDOW:]
            yield from self._heard(window)

    def finish(self) -> Iterator[Voices]:
        """The last window, which is shorter."""
        if len(self._held) >= FRAME:
            yield from self._heard(self._held)

    def voices(self, blocks: Iterable[Samples]) -> Iterator[Voices]:
        for block in blocks:
            yield from self.feed(block)
        yield from self.finish()

    def _heard(self, audio: Samples) -> Iterator[Voices]:
        start = self._window * WINDOW / RATE
        self._window += 1
        if self._window > self._known:
            yield self._voices(audio, start)

    def _voices(self, audio: Samples, start: float) -> Voices:
        active = self._networks.activity(audio)
        if not active.any():
            return ()
        features = self._networks.filterbank(audio)
        middles = (np.arange(len(features)) * HOP + FRAME // 2) / RATE
        nearest = np.rint((middles - FIRST_FRAME) / FRAME_STEP).astype(int)
        nearest = nearest.clip(0, len(active) - 1)
        single = active.sum(axis=1) == 1
        end = len(audio) / RATE
        voices = []
        for local in range(LOCAL_VOICES):
            parts = self._parts(active[:, local], single)
            voice: Voice = tuple(
                self._piece(_spans(part, start, end), features[(part & single)[nearest]])
                for part in parts
            )
            if voice:
                voices.append(voice)
        return tuple(voices)

    def _parts(self, active: Frames, single: Frames) -> Iterator[Frames]:
        """One voice's frames, cut at pauses into parts with enough speech of this voice alone."""
        rules = self._rules
        need, pause, most = (s / FRAME_STEP for s in (rules.piece, rules.pause, rules.longest))
        alone = active & single
        part = np.zeros(len(active), np.bool_)
        last = 0
        for i in np.flatnonzero(active).tolist():
            so_far = (part & single).sum()
            is_cut = (i - last > pause and so_far >= need) or so_far >= most
            if is_cut and alone[i:].sum() >= need:
                yield part
                part = np.zeros(len(active), np.bool_)
            part[i], last = True, i
        if part.any():
            yield part

    def _piece(self, spans: tuple[Span, ...], alone: NDArray[np.float32]) -> Piece:
        """alone: the features of the frames in which nobody else speaks."""
        seconds = len(alone) * HOP / RATE
        if seconds < self._rules.least:
            return Piece(spans, None, seconds)
        heard = alone[: round(self._rules.most * RATE / HOP)]
        vector = without_channel(self._networks.embed(heard), self._rules.channel)
        return Piece(spans, vector.astype(np.float16), seconds)


def _spans(active: Frames, start: float, end: float) -> tuple[Span, ...]:
    """Seconds of the file. start: of the window; end: of its audio, from there."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.view(np.int8), [0]])))
    seconds = np.minimum(FIRST_FRAME - FRAME_STEP / 2 + edges * FRAME_STEP, end)
    seconds[edges == 0] = 0.0  # the first frame stands for all that is before it
    return tuple((start + a, start + b) for a, b in seconds.reshape(-1, 2).tolist() if a < b)
