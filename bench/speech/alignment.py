"""Aligns a transcript's words with the spoken words: Levenshtein's path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int | None, int | None]  # said, heard; None: insertion, deletion


@dataclass(frozen=True)
class Errors:
    """Errors out of `words` spoken words."""

    words: int
    substituted: int
    deleted: int
    inserted: int

    @property
    def wrong(self) -> int:
        return self.substituted + self.deleted + self.inserted

    @property
    def rate(self) -> float:
        """Per cent."""
        return 100 * self.wrong / self.words if self.words else 0.0

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.words + other.words,
            self.substituted + other.substituted,
            self.deleted + other.deleted,
            self.inserted + other.inserted,
        )


@dataclass(frozen=True)
class Alignment:
    """`pairs` in order; equal words are hits, others substitutions."""

    said: Sequence[str]
    heard: Sequence[str]
    pairs: Sequence[Pair]

    def hits(self) -> list[tuple[int, int]]:
        """Indices, said and heard, of the correct words."""
        both = ((a, b) for a, b in self.pairs if a is not None and b is not None)
        return [(a, b) for a, b in both if self.said[a] == self.heard[b]]

    def errors(self) -> Errors:
        deleted = sum(heard is None for _, heard in self.pairs)
        inserted = sum(said is None for said, _ in self.pairs)
        substituted = len(self.pairs) - deleted - inserted - len(self.hits())
        return Errors(len(self.said), substituted, deleted, inserted)


def align(said: Sequence[str], heard: Sequence[str]) -> Alignment:
    """Minimises errors; among equal alignments words are paired as late as possible."""
    costs = _costs(said, heard)
    pairs: list[Pair] = []
    i, j = len(said), len(heard)
    while i or j:
        differ = i and j and said[i - 1] != heard[j - 1]
        if i and j and costs[i, j] == costs[i - 1, j - 1] + bool(differ):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and costs[i, j] == costs[i - 1, j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return Alignment(said, heard, pairs[::-1])


def _costs(said: Sequence[str], heard: Sequence[str]) -> NDArray[np.int32]:
    """[i, j]: errors between the first i and the first j words. A running minimum handles insertions."""
    ids = {word: i for i, word in enumerate(dict.fromkeys([*said, *heard]))}
    right = np.array([ids[word] for word in heard], np.int32)
    columns = np.arange(len(heard) + 1, dtype=np.int32)
    costs = np.empty((len(said) + 1, len(heard) + 1), np.int32)
    costs[0] = columns
    for i, word in enumerate(said, 1):
        above, best = costs[i - 1], costs[i]
        best[0] = i
        np.minimum(above[1:] + 1, above[:-1] + (right != ids[word]), out=best[1:])
        np.minimum.accumulate(best - columns, out=best)
        best += columns
    return costs
