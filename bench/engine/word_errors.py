"""Substitutions, deletions and insertions: the numerator of the word error rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class WordErrors:
    """`wrong` out of `words` spoken words."""

    wrong: int
    words: int

    @property
    def rate(self) -> float:
        """Per cent."""
        return 100 * self.wrong / self.words if self.words else 0.0


def word_errors(said: str, heard: str) -> WordErrors:
    """Compares words exactly: case and punctuation count."""
    reference = said.split()
    return WordErrors(edit_distance(reference, heard.split()), len(reference))


def edit_distance(a: Sequence[str], b: Sequence[str]) -> int:
    """Levenshtein distance of words or characters. A running minimum handles insertions per row."""
    ids = {word: i for i, word in enumerate({*a, *b})}
    columns = np.arange(len(b) + 1)
    right = np.array([ids[w] for w in b], int)
    row = columns.copy()
    for i, word in enumerate(a, 1):
        best = np.empty_like(row)
        best[0] = i
        np.minimum(row[1:] + 1, row[:-1] + (right != ids[word]), out=best[1:])
        row = np.minimum.accumulate(best - columns) + columns
    return int(row[-1])
