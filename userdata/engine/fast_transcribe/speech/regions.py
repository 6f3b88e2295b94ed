"""Finds regions of speech in a stream of VAD probabilities, one per frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..audio.rate import RATE
from .vad import FRAME


class Region(NamedTuple):
    """Samples [start, end) of the file, pads included. The last may end after the file does."""

    start: int
    end: int
    speech: tuple[int, int]  # samples without the pads
    cut: bool  # ends without a pause: the speech continues in the next region
    lead: int = 0  # samples of pad that lie before the file, replaced by silence

    @property
    def samples(self) -> int:
        """Length in a window, `lead` included."""
        return self.lead + self.end - self.start


@dataclass(frozen=True)
class RegionRules:
    """Probabilities, and seconds (_s). Silero's defaults, with pads that suit Whisper."""

    threshold: float = 0.5  # speech begins at this probability
    neg_threshold: float = 0.35  # and ends below this one (hysteresis)
    min_silence_s: float = 0.16  # a shorter dip does not end a region
    # Before and after: soft onsets are below the threshold. Before the file it is silence: the
    # model leaves out a word within which its window begins
    speech_pad_s: float = 0.3
    max_speech_s: float = 29.9  # pads included; Whisper's window is 30 s


class RegionFinder:
    """Regions are padded, in order and disjoint; audio between them is dropped."""

    def __init__(self, rules: RegionRules) -> None:
        self._rules = rules
        self._pad = round(rules.speech_pad_s * RATE)
        self._need_silent = max(1, round(rules.min_silence_s * RATE / FRAME))
        self._longest = int((rules.max_speech_s - 2 * rules.speech_pad_s) * RATE / FRAME)
        self._frame = 0
        self._begin: int | None = None  # first frame of the open region
        self._padded = True  # whether the open region begins with a pad; not after a forced cut
        self._silent = 0  # silent frames at its end
        self._probabilities: list[float] = []  # of the open region
        self._last_end = 0  # sample at which the last region ended

    def push(self, probabilities: NDArray[np.float32]) -> Iterator[Region]:
        for p in probabilities.tolist():
            if self._begin is not None:
                yield from self._extend(p)
            elif p >= self._rules.threshold:
                self._open(self._frame, [p], padded=True)
            self._frame += 1

    def finish(self) -> Iterator[Region]:
        if self._begin is not None:
            yield self._close(self._frame - self._silent)

    @property
    def horizon(self) -> int:
        """Sample before which no later region begins."""
        if self._begin is None:
            return max(self._last_end, self._frame * FRAME - self._pad)
        return self._start(self._begin)

    def _open(self, frame: int, probabilities: list[float], padded: bool) -> None:
        self._begin, self._padded = frame, padded
        self._probabilities, self._silent = probabilities, 0

    def _extend(self, p: float) -> Iterator[Region]:
        self._probabilities.append(p)
        self._silent = self._silent + 1 if p < self._rules.neg_threshold else 0
        if self._silent >= self._need_silent:
            yield self._close(self._frame + 1 - self._silent)
        elif len(self._probabilities) > self._longest:
            yield self._cut()

    def _close(self, end: int) -> Region:
        assert self._begin is not None
        speech = (self._begin * FRAME, end * FRAME)
        begin, end = self._start(self._begin), speech[1] + self._pad
        region = Region(begin, end, speech, cut=False, lead=self._lead(self._begin))
        self._begin, self._last_end = None, region.end
        return region

    def _cut(self) -> Region:
        """Splits speech without a pause where it is least probable in the second half, unpadded."""
        assert self._begin is not None
        half = len(self._probabilities) // 2
        smooth = np.convolve(self._probabilities[half:], np.ones(3) / 3, "same")
        cut = half + 1 + int(np.argmin(smooth[1:-1]))  # its ends are padded with zeros
        at = self._begin + cut
        speech = (self._begin * FRAME, at * FRAME)
        begin = self._start(self._begin)
        region = Region(begin, speech[1], speech, cut=True, lead=self._lead(self._begin))
        silent = self._silent
        self._last_end = region.end
        self._open(at, self._probabilities[cut:], padded=False)
        self._silent = min(silent, len(self._probabilities))
        return region

    def _start(self, begin: int) -> int:
        pad = self._pad if self._padded else 0
        return max(begin * FRAME - pad, self._last_end)

    def _lead(self, begin: int) -> int:
        """Pad samples before the file; only the file's first region can have any."""
        return max(0, self._pad - begin * FRAME) if self._last_end == 0 else 0
