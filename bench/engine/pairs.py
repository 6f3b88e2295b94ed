"""Interleaved runs of two programs, and the ratios between neighbours.

The machine's speed drifts; two runs in direct succession share it, so only their ratio is reported.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from one_run import Request, Run, Stack, run

FIGURES: Mapping[str, Callable[[Run], float]] = {
    "seconds": lambda r: r.seconds,
    "first segment": lambda r: r.first_segment,
    "CPU seconds": lambda r: r.cpu_seconds,
    "peak memory": lambda r: r.peak_rss,
}


@dataclass(frozen=True)
class Ratio:
    """Ratio over `count` pairs."""

    median: float
    low: float
    high: float
    count: int

    @staticmethod
    def of(values: Sequence[float]) -> Ratio:
        return Ratio(statistics.median(values), min(values), max(values), len(values))

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


@dataclass(frozen=True)
class Pairs:
    """Runs of both programs on the same audio; runs at the same index ran in direct succession."""

    title: str
    ours: Sequence[Run]
    theirs: Sequence[Run]

    def ratio(self, figure: str) -> Ratio:
        """Theirs / ours; above 1, ours is better."""
        value = FIGURES[figure]
        return Ratio.of([value(b) / value(a) for a, b in zip(self.ours, self.theirs)])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Pairs:
        ours, theirs = ([Run(**r) for r in stored[side]] for side in ("ours", "theirs"))
        return Pairs(stored["title"], ours, theirs)


@dataclass(frozen=True)
class Match:
    """Two programs and their common request."""

    title: str
    ours: Stack
    theirs: Stack
    request: Request


def compare(match: Match, count: int) -> Pairs:
    """Raises RunFailed."""
    ours: list[Run] = []
    theirs: list[Run] = []
    for i in range(count):
        print(f"{match.title}: pair {i + 1} of {count} …", file=sys.stderr)
        sides = [(match.ours, ours), (match.theirs, theirs)]
        for stack, runs in sides if i % 2 == 0 else reversed(sides):
            runs.append(run(stack, match.request))
    return Pairs(match.title, ours, theirs)
