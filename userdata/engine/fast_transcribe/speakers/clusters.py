"""Vectors of voices -> speakers: average-linkage clustering by cosine, in bounded memory.

Of unit vectors, the mean similarity of all pairs between two groups is the product of the groups'
sums divided by their weights, so a group is its sum and its weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .networks import VECTOR, unit

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Groups:
    """`sums`: [n, VECTOR], of weighted unit vectors. `weights`: [n], seconds."""

    sums: Matrix
    weights: Matrix

    def __len__(self) -> int:
        return len(self.weights)

    def centroids(self) -> Matrix:
        """[n, VECTOR] of length 1."""
        return unit(self.sums)

    def largest(self, most: int) -> Groups:
        """At most so many, the heaviest first."""
        order = np.argsort(-self.weights, kind="stable")[:most]
        return Groups(self.sums[order], self.weights[order])


NONE = Groups(np.zeros((0, VECTOR), np.float32), np.zeros(0, np.float32))


class Gathered:
    """Takes vectors as they come; holds at most `most` groups, merging the most alike."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.groups = NONE

    def add(self, vector: NDArray[np.floating], weight: float) -> None:
        row = (np.asarray(vector, np.float32) * np.float32(weight))[None]
        self.groups = Groups(
            np.concatenate([self.groups.sums, row]),
            np.append(self.groups.weights, np.float32(weight)),
        )
        if len(self.groups) > self._most:
            self.groups = merge(self.groups, at_most=self._most * 3 // 4)


def merge(groups: Groups, same: float = np.inf, at_most: int | None = None) -> Groups:
    """Merges the two most alike until no two are as alike as `same` and at most `at_most` are left
    (by default any number)."""
    merging = _Merging(groups)
    while len(merging) > 1:
        is_enough = at_most is None or len(merging) <= at_most
        if merging.best() < same and is_enough:
            break
        merging.step()
    return merging.groups()


def join_light(groups: Groups, weight: float, same: float, at_least: int) -> Groups:
    """Joins groups with less than `weight`, the lightest first, each to the one whose centroid is most
    like its own, if the cosine is at least `same`, and while more than `at_least` are left."""
    sums, weights = groups.sums.copy(), groups.weights.copy()
    alive = np.ones(len(groups), np.bool_)
    alike = groups.centroids() @ groups.centroids().T
    np.fill_diagonal(alike, -np.inf)
    while alive.sum() > max(at_least, 1):
        light = np.flatnonzero(alive & (weights < weight) & (alike.max(axis=1) >= same))
        if not len(light):
            break
        i = int(light[weights[light].argmin()])
        j = int(alike[i].argmax())
        sums[j] += sums[i]
        weights[j] += weights[i]
        alive[i] = False
        alike[i] = alike[:, i] = -np.inf
        row = unit(sums) @ unit(sums[j])
        row[~alive] = row[j] = -np.inf
        alike[j] = alike[:, j] = row
    return Groups(sums[alive], weights[alive])


class _Merging:
    """Every group's nearest is kept, so a step costs a row, not all pairs."""

    def __init__(self, groups: Groups) -> None:
        self._sums, self._weights = groups.sums.copy(), groups.weights.copy()
        n = len(groups)
        self._alike = (self._sums @ self._sums.T) / np.outer(self._weights, self._weights)
        np.fill_diagonal(self._alike, -np.inf)
        self._alive = np.ones(n, np.bool_)
        self._left = n
        self._best = self._alike.max(axis=1) if n else np.zeros(0, np.float32)
        self._nearest = self._alike.argmax(axis=1) if n else np.zeros(0, np.int64)

    def __len__(self) -> int:
        return self._left

    def best(self) -> float:
        """The similarity of the two most alike."""
        return float(self._best.max())

    def step(self) -> None:
        """Merges these two."""
        i = int(self._best.argmax())
        j = int(self._nearest[i])
        self._sums[i] += self._sums[j]
        self._weights[i] += self._weights[j]
        self._drop(j)
        self._measure_anew(i, j)

    def groups(self) -> Groups:
        return Groups(self._sums[self._alive], self._weights[self._alive])

    def _drop(self, j: int) -> None:
        self._alive[j] = False
        self._left -= 1
        self._alike[j] = self._alike[:, j] = self._best[j] = -np.inf

    def _measure_anew(self, i: int, j: int) -> None:
        """After j went into i."""
        row = (self._sums @ self._sums[i]) / (self._weights * self._weights[i])
        row[~self._alive] = row[i] = -np.inf
        self._alike[i] = self._alike[:, i] = row
        stale = self._alive & ((self._nearest == i) | (self._nearest == j))
        stale[i] = True
        self._best[stale] = self._alike[stale].max(axis=1)
        self._nearest[stale] = self._alike[stale].argmax(axis=1)
        nearer = self._alive & (row > self._best)
        self._best[nearer], self._nearest[nearer] = row[nearer], i
