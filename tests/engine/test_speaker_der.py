"""The diarization error rate of npm run bench speakers, on cases that can be worked out by hand."""

from __future__ import annotations

import sys

import pytest
from engine_command import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(REPOSITORY / "bench" / "speakers"))

from der import Errors, Turn, errors

TWO = [Turn(0, 10, "anna"), Turn(10, 20, "bo")]


@pytest.mark.parametrize(
    ("found", "miss", "false_alarm", "confusion"),
    [
        pytest.param([Turn(0, 10, "S1"), Turn(10, 20, "S2")], 0, 0, 0, id="right, other names"),
        pytest.param([], 20, 0, 0, id="nothing found"),
        pytest.param([Turn(0, 20, "S1")], 0, 0, 10, id="one for two"),
        pytest.param([Turn(0, 12, "S1"), Turn(12, 20, "S2")], 0, 0, 2, id="late change"),
        pytest.param([Turn(0, 10, "S1"), Turn(10, 25, "S2")], 0, 5, 0, id="goes on too long"),
        pytest.param([Turn(0, 20, "S1"), Turn(10, 20, "S2")], 0, 10, 0, id="overlap that is none"),
        pytest.param(
            [Turn(0, 5, "S1"), Turn(5, 10, "S2"), Turn(10, 20, "S3")], 0, 0, 5, id="split"
        ),
    ],
)
def test_errors(found: list[Turn], miss: float, false_alarm: float, confusion: float) -> None:
    assert errors(TWO, found) == Errors(20, miss, false_alarm, confusion)


def test_an_overlap_counts_for_both() -> None:
    both = [Turn(0, 10, "anna"), Turn(5, 10, "bo")]
    assert errors(both, [Turn(0, 10, "S1")]) == Errors(15, 5, 0, 0)


def test_what_is_near_an_edge_does_not_count() -> None:
    found = [Turn(0, 10.2, "S1"), Turn(10.2, 20.2, "S2")]
    assert errors(TWO, found, collar=0.25).rate == 0
    assert errors(TWO, found).rate == pytest.approx(0.4 / 20)
    assert errors(TWO, found, collar=0.25).total == pytest.approx(20 - 0.25 - 0.5 - 0.25)


def test_nobody_speaks_and_nobody_is_found() -> None:
    assert errors([], []).rate == 0


turns = st.lists(
    st.builds(
        lambda start, length, who: Turn(start, start + length, who),
        st.integers(0, 30).map(float),
        st.integers(1, 10).map(float),
        st.sampled_from("abc"),
    ),
    max_size=6,
)


@given(said=turns, found=turns)
def test_names_do_not_matter(said: list[Turn], found: list[Turn]) -> None:
    renamed = [
        turn._replace(speaker={"a": "b", "b": "c", "c": "a"}[turn.speaker]) for turn in found
    ]
    one, other = errors(said, found), errors(said, renamed)
    assert one.rate == pytest.approx(other.rate)
    assert one.total == other.total


@given(said=turns)
def test_the_reference_itself_has_no_errors(said: list[Turn]) -> None:
    assert errors(said, said).rate == 0
