"""Holds one speaker's words until no later word can change how they are cut into blocks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .cue_blocks import SHORTEST, Block, Cutter, Speaks
from .cue_words import Spoken, spoken
from .segments import Segment

_PAUSE = 1500  # ms; a block never spans a longer silence
_AHEAD = 3  # cues of text after a cut that can still move it
_MOST = 16  # cues of text held at most, also if the stream's time stands still


class SpeakerTrack:
    """`settled` (ms): no speaker has later words that start before it."""

    def __init__(self, speaker: str | None) -> None:
        self._speaker = speaker
        self._words: list[Spoken] = []
        self._heard: list[tuple[int, int]] = []
        self._last_start = 0
        self._last_text = ""

    def add(self, segment: Segment, settled: int) -> None:
        for word in spoken(segment, max(settled, self._last_start), self._last_text):
            self._words.append(word)
            self._last_start, self._last_text = word.start, word.text
            end = max(word.end, word.start + SHORTEST)  # its line stands at least that long
            if self._heard and word.start <= self._heard[-1][1]:
                self._heard[-1] = self._heard[-1][0], max(end, self._heard[-1][1])
            else:
                self._heard.append((word.start, end))

    def next_start(self, settled: float) -> float:
        """No later block starts before this (ms)."""
        return self._words[0].start if self._words else settled

    def speaks(self, start: int, end: int) -> bool:
        return any(a < end and start < b for a, b in self._heard)

    def forget(self, before: float) -> None:
        """Drops speech that ended before this (ms); `speaks` is not asked about it any more."""
        self._heard = [h for h in self._heard if h[1] >= before]

    def blocks(self, settled: float, interrupted: Speaks) -> Iterator[Block]:
        """The blocks that are final."""
        while self._words:
            released = 0
            for cut in self._final_cuts(self._first_run(settled), settled, interrupted):
                yield Block(self._speaker, tuple(self._words[released:cut]))
                released = cut
            if released == 0:
                return
            del self._words[:released]

    def _first_run(self, settled: float) -> tuple[int, bool]:
        """Number of words before the first long pause, and whether that pause is certain.

        A change of layout also ends a run: its words share no cue.
        """
        for i, (word, following) in enumerate(pairwise(self._words)):
            if following.start - word.end > _PAUSE or following.layout is not word.layout:
                return i + 1, True
        return len(self._words), settled - self._words[-1].end > _PAUSE

    def _final_cuts(
        self, run: tuple[int, bool], settled: float, interrupted: Speaks
    ) -> Iterator[int]:
        count, over = run
        words = self._words[:count]
        if not over and _cues(words) < 2 * _AHEAD:  # twice: each word is cut about twice
            return
        crowded = _cues(self._words) > _MOST
        if words[0].end > settled and not crowded:
            return
        for cut in Cutter(words, interrupted).cut():
            if not over and _cues(words[cut:]) < _AHEAD:
                return
            if words[cut - 1].end > settled and not crowded:  # another speaker may still interrupt
                return
            yield cut


def _cues(words: list[Spoken]) -> float:
    """Number of full cues that the words would fill."""
    return sum((w.width + (not w.joined)) / w.layout.cue for w in words)
