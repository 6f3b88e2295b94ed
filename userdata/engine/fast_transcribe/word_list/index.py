"""Finds the entries that sound like what was written, without comparing it with each of them.

Entries are indexed by their skeleton of consonants with up to two of them left out, so that a query
with as many left out meets each entry that differs in up to two consonants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from .entries import Entry
from .sounds import distance, skeleton
from .spelling import core, genitives

_LONG = 5  # consonants from which two may differ; below, one
_REMEMBERED = 64  # sounds whose entries are kept: a text that loops has the same few
_LONGEST = 16  # consonants that are indexed; the rest of a longer entry is compared all the same


@dataclass(frozen=True)
class Near:
    """`distance`: 0 for equal sounds, 1 for nothing in common (sounds.py)."""

    entry: Entry
    distance: float


class SoundIndex:
    """Shared by threads. `near`: as `_near`, remembered."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.near = lru_cache(_REMEMBERED)(self._near)
        self._written = {core(entry.text) for entry in entries}
        self._entries: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            for key in set(_keys(entry.sound)):
                self._entries[key].append(entry)

    def holds(self, text: str) -> bool:
        """Whether the text is an entry, perhaps in the genitive."""
        return any(form in self._written for form in genitives(core(text)))

    def _near(self, sound: str, most: float) -> Sequence[Near]:
        """The entries within the distance `most` of the sound, the nearest first, else by letters.

        The order decides which are scored, so it is the same in every run.
        """
        met = {e.text: e for key in set(_keys(sound)) for e in self._entries.get(key, ())}
        near = [Near(entry, distance(sound, entry.sound)) for entry in met.values()]
        return sorted(
            (n for n in near if n.distance <= most), key=lambda n: (n.distance, n.entry.text)
        )


def _keys(sound: str) -> Iterator[str]:
    consonants = skeleton(sound)[:_LONGEST]
    yield consonants
    for left_out in range(1, (2 if len(consonants) >= _LONG else 1) + 1):
        for kept in combinations(consonants, max(len(consonants) - left_out, 0)):
            yield "".join(kept)
