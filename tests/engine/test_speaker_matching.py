"""A window's voices are assigned to speakers as trying every assignment would."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from fast_transcribe.speakers.matching import best_columns
from hypothesis import given
from hypothesis import strategies as st


@given(data=st.data(), rows=st.integers(0, 3), more=st.integers(0, 4))
def test_no_assignment_is_better(data: st.DataObject, rows: int, more: int) -> None:
    columns = rows + more
    row = st.lists(st.floats(-2, 2, width=16), min_size=columns, max_size=columns)
    gain = np.array(data.draw(st.lists(row, min_size=rows, max_size=rows))).reshape(rows, columns)
    found = best_columns(gain)
    assert len(set(found)) == rows

    def total(chosen: tuple[int, ...]) -> float:
        return sum(gain[i, column] for i, column in enumerate(chosen))

    best = max(total(chosen) for chosen in permutations(range(columns), rows))
    assert total(tuple(found)) == best
