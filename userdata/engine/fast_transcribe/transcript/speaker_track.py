"""One speaker's words on their way to blocks: held until no later word can change the cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .cue_blocks import SHORTEST, Block, Cutter, Speaks
from .cue_words import Spoken, spoken
from .segments import Segment

_PAUSE = 1500  # ms of silence that no block goes over
_AHEAD = 3  # cues of text after a cut that can still move it
_MOST = 16  # cues of text held at most: a stream whose time stands still goes on


class SpeakerTrack:
    """`settled` (ms) is the time before which no more words will come, of anybody."""

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
            end = max(word.end, word.start + SHORTEST)  # so long its line stands at least
            if self._heard and word.start <= self._heard[-1][1]:
                self._heard[-1] = self._heard[-1][0], max(end, self._heard[-1][1])
            else:
                self._heard.append((word.start, end))

    def next_start(self, settled: float) -> float:
        """Before this no block will start (ms)."""
        return self._words[0].start if self._words else settled

    def speaks(self, start: int, end: int) -> bool:
        return any(a < end and start < b for a, b in self._heard)

    def forget(self, before: float) -> None:
        """Nobody will ask about what was said before."""
        self._heard = [h for h in self._heard if h[1] >= before]

    def blocks(self, settled: float, interrupted: Speaks) -> Iterator[Block]:
        """Those that are final."""
        while self._words:
            released = 0
            for cut in self._final_cuts(self._first_run(settled), settled, interrupted):
                yield Block(self._speaker, tuple(self._words[released:cut]))
                released = cut
            if released == 0:
                return
            del self._words[:released]

    def _first_run(self, settled: float) -> tuple[int, bool]:
        """How many words come before the first long pause, and whether there is one yet.

        Words of another layout share no cue with those before either.
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
            if words[cut - 1].end > settled and not crowded:  # somebody may speak meanwhile
                return
            yield cut


def _cues(words: list[Spoken]) -> float:
    """How many cues the words would fill."""
    return sum((w.width + (not w.joined)) / w.layout.cue for w in words)
