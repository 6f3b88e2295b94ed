"""One sequence of segments from one channel or from both sides of a call."""

from __future__ import annotations

from itertools import pairwise

from fast_transcribe.transcript.merging import Merger
from fast_transcribe.transcript.segments import Segment
from hypothesis import given
from hypothesis import strategies as st

SIDES = ("L", "R")


def segment(start: float, text: str = "") -> Segment:
    return Segment(0, start, start + 1, text, 1.0, (), ())


def test_one_channel_passes_at_once() -> None:
    merger = Merger(1)
    assert [(s.id, s.speaker) for s in merger.add(0, [segment(3), segment(5)])] == [
        (0, None),
        (1, None),
    ]
    assert list(merger.finish()) == []


def test_a_side_waits_for_what_the_other_may_have_said_before() -> None:
    merger = Merger(2)
    assert list(merger.add(0, [segment(3), segment(9)])) == []
    assert [s.start for s in merger.settle(5.0)] == [3]
    assert list(merger.add(1, [segment(6)])) == []
    assert [(s.start, s.speaker) for s in merger.finish()] == [(6, "R"), (9, "L")]


starts = st.lists(st.integers(0, 100), max_size=30).map(sorted)


@given(starts, starts, st.lists(st.integers(0, 110), max_size=10).map(sorted))
def test_two_sides_in_order_of_time_and_numbered(
    left: list[int], right: list[int], settled: list[int]
) -> None:
    merger, out = Merger(2), list[Segment]()
    sides = [left.copy(), right.copy()]
    for second in settled:  # everything that starts earlier has been added
        for channel, side in enumerate(sides):
            while side and side[0] < second:
                out += merger.add(channel, [segment(side.pop(0), SIDES[channel])])
        out += merger.settle(second)
        assert all(s.start < second for s in out)
    for channel, side in enumerate(sides):
        out += merger.add(channel, [segment(start, SIDES[channel]) for start in side])
    out += merger.finish()
    assert [s.id for s in out] == list(range(len(left) + len(right)))
    assert all(a.start <= b.start for a, b in pairwise(out))
    for side, want in zip(SIDES, (left, right)):
        assert [s.start for s in out if s.speaker == side] == want
    assert all(s.speaker == s.text for s in out)
