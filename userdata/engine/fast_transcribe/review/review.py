"""Collects the doubtful words of a file, has some heard again, and lists the places worth hearing.

    worker threads     add: each window as it is transcribed, in any order
    caller's thread    places: the second hearing, then the list, once all windows are in

Memory is bounded: of the words and the parts to hear again the most doubtful are kept. Which these
are does not depend on the order of the windows, so a resumed run gives the same list; it takes its
windows' sound from the audio and their words from the checkpoint.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from itertools import chain

from ..speech.mel_window import MelWindow
from ..transcript.segments import WindowResult
from ..whisper.words import Word
from .comparing import compared
from .evidence import Evidence, evidence
from .part import Part, parts
from .places import ListRules, Place, places, rank

Hear = Callable[[Sequence[Part]], Sequence[Sequence[Word]]]
Overlap = Callable[[float, float], bool]


@dataclass(frozen=True)
class ReviewRules:
    """`heard`: parts to hear again for each window, `parts` of a file at most, `first_parts` in any
    case. A part is about a third of a window. `words`: kept while the file is transcribed."""

    heard: float = 0.1
    parts: int = 150
    first_parts: int = 2
    words: int = 2000
    listed: ListRules = field(default_factory=ListRules)


class Review:
    """Handles one file."""

    def __init__(self, rules: ReviewRules) -> None:
        self._rules = rules
        self._lock = threading.Lock()
        self._windows = Counter[int]()  # by channel
        self._words: list[_Kept] = []
        self._parts: list[Part] = []

    def add(self, window: MelWindow, result: WindowResult, language: str) -> None:
        """Adds a transcribed window. Thread-safe."""
        words = evidence(result, language)
        new = [_Kept(rank(e), window.number, i, e, window.channel) for i, e in enumerate(words)]
        found = list(parts(window, words))
        with self._lock:
            self._windows[window.channel] += 1
            self._words = nsmallest(self._rules.words, [*self._words, *new], key=_Kept.key)
            self._parts = nsmallest(self._rules.parts, [*self._parts, *found], key=_part_key)

    def places(
        self,
        hear: Hear,
        duration: float,
        overlap: Overlap | None = None,
        channel: int | None = None,
    ) -> list[Place]:
        """Worst first. Call once, when all windows are in.

        hear: a second hearing. duration: seconds of the file. overlap: whether two people speak at
        once between two file seconds, if that is known. channel: the only one that counts.
        """
        words = self.words(hear, channel)
        if overlap is not None:
            words = [replace(e, overlap=overlap(*e.place)) for e in words]
        return places(words, duration, self._rules.listed)

    def words(self, hear: Hear, channel: int | None = None) -> list[Evidence]:
        """The words kept, with what the second hearing made of them."""
        again = self._chosen(channel)
        heard = hear(again) if again else ()
        known = {
            (part.window, part.first + i): e
            for part, words in zip(again, heard)
            for i, e in enumerate(compared(part.words, words))
        }
        kept = (k for k in self._words if channel in (None, k.channel))
        others = {k.place: k.evidence for k in kept if k.place not in known}
        return list(chain(known.values(), others.values()))

    def _chosen(self, channel: int | None) -> list[Part]:
        """The parts to hear again, in the file's order."""
        windows = self._windows.total() if channel is None else self._windows[channel]
        most = max(self._rules.first_parts, int(self._rules.heard * windows))
        parts = [p for p in self._parts if channel in (None, p.channel)]
        return sorted(parts[:most], key=lambda p: (p.window, p.first))


@dataclass(frozen=True)
class _Kept:
    """A word by its window and its index there. `rank`: after the first hearing."""

    rank: tuple[float, ...]
    window: int
    index: int
    evidence: Evidence
    channel: int

    @property
    def place(self) -> tuple[int, int]:
        return self.window, self.index

    def key(self) -> tuple[float, ...]:
        return *self.rank, self.window, self.index


def _part_key(part: Part) -> tuple[float, int, int]:
    return part.key
