"""What is reported of each speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .turns import Turn


@dataclass(frozen=True)
class Speaker:
    """`seconds`: of speech, in `turns` turns. `first_heard`: file second."""

    id: str
    seconds: float
    turns: int
    first_heard: float

    def as_json(self) -> dict[str, str | int | float]:
        return {
            "id": self.id,
            "seconds": round(self.seconds, 2),
            "turns": self.turns,
            "firstHeard": round(self.first_heard, 2),
        }


def speakers_of(turns: Sequence[Turn]) -> list[Speaker]:
    """In the order in which they are first heard."""
    of: dict[str, list[Turn]] = {}
    for turn in sorted(turns):
        of.setdefault(turn.speaker, []).append(turn)
    return [
        Speaker(name, sum(t.end - t.start for t in theirs), len(theirs), theirs[0].start)
        for name, theirs in of.items()
    ]
