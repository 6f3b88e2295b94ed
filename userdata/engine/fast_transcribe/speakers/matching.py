"""The best one-to-one assignment of a window's voices to speakers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def best_columns(gain: NDArray[np.floating]) -> list[int]:
    """gain: [rows, columns], few rows, columns >= rows. Returns a column of its own for each row,
    with the largest sum of gains.

    All assignments are compared: a window has at most three voices, so with twenty speakers there
    are 6,840.
    """
    rows, columns = gain.shape
    if rows == 0:
        return []
    total = np.zeros((columns,) * rows)
    for row in range(rows):
        total += gain[row].reshape(*(columns if axis == row else 1 for axis in range(rows)))
    taken = np.indices(total.shape)
    for one in range(rows):
        for other in range(one):
            total[taken[one] == taken[other]] = -np.inf
    return [int(column) for column in np.unravel_index(int(total.argmax()), total.shape)]
