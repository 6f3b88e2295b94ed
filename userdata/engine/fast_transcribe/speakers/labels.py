"""Who speaks in a stretch of the file, such as a word, by the speakers' turns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from .turns import Turn

_NEAR = 0.5  # seconds; a word in no turn belongs to the nearest one within this
_NEARLY = 0.6  # of the first speaker's share: from here on the second makes it uncertain
_OVERLAP = 0.2  # share of the stretch in which two speak at once


@dataclass(frozen=True)
class Label:
    """`speaker`: who has most of it; None if nobody was heard near it.

    `uncertain`: another has nearly as much of it, or nobody was heard in it. `overlap`: for over a
    fifth of it two speak at once.
    """

    speaker: str | None
    uncertain: bool
    overlap: bool


class Labels:
    """Looks up labels among the turns of one file."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = sorted(turns)
        self._starts = [t.start for t in self._turns]
        self._longest = max((t.end - t.start for t in self._turns), default=0.0)

    def of(self, start: float, end: float) -> Label:
        """The label of [start, end], file seconds."""
        near = self._near(start, end)
        shares: dict[str, float] = {}
        for turn in near:
            seconds = min(end, turn.end) - max(start, turn.start)
            if seconds > 0:
                shares[turn.speaker] = shares.get(turn.speaker, 0.0) + seconds
        if not shares:
            return Label(_nearest(near, start, end), True, False)
        speaker = max(shares, key=lambda who: shares[who])
        most, all_shares = shares[speaker], sum(shares.values())
        second = max((s for who, s in shares.items() if who != speaker), default=0.0)
        both = all_shares - _covered(near, start, end)
        return Label(speaker, second > _NEARLY * most, both > _OVERLAP * (end - start))

    def _near(self, start: float, end: float) -> Sequence[Turn]:
        """The turns within _NEAR, and perhaps some before."""
        low = bisect_right(self._starts, start - self._longest - _NEAR)
        return self._turns[low : bisect_right(self._starts, end + _NEAR)]


def _nearest(turns: Sequence[Turn], start: float, end: float) -> str | None:
    away = [(max(t.start - end, start - t.end), t.speaker) for t in turns]
    distance, speaker = min(away, default=(_NEAR, None))
    return speaker if distance < _NEAR else None


def _covered(turns: Sequence[Turn], start: float, end: float) -> float:
    """Seconds of [start, end] in which anybody speaks. turns: by start."""
    covered, at = 0.0, start
    for turn in turns:
        low, high = max(turn.start, at), min(turn.end, end)
        if high > low:
            covered, at = covered + high - low, high
    return covered
