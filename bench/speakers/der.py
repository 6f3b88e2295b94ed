"""Diarization error rate: miss + false alarm + confusion, as a share of the reference's speech.

Speech counts once for each speaker, so an overlap of two counts twice. Equals pyannote.metrics.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple


class Turn(NamedTuple):
    """`start`, `end`: seconds."""

    start: float
    end: float
    speaker: str


@dataclass(frozen=True)
class Errors:
    """Seconds, summed over speakers. `total`: of the reference."""

    total: float
    miss: float
    false_alarm: float
    confusion: float

    @property
    def rate(self) -> float:
        """Of 1; may be above it."""
        wrong = self.miss + self.false_alarm + self.confusion
        return wrong / self.total if self.total else 0.0

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.total + other.total,
            self.miss + other.miss,
            self.false_alarm + other.false_alarm,
            self.confusion + other.confusion,
        )


class _Stretch(NamedTuple):
    """A stretch in which the same people speak."""

    seconds: float
    said: frozenset[str]
    found: frozenset[str]


def errors(reference: Sequence[Turn], found: Sequence[Turn], collar: float = 0.0) -> Errors:
    """collar: seconds around each edge of the reference that do not count."""
    stretches = list(_stretches(reference, found, collar))
    pairs = _best_mapping(stretches)
    total = miss = false_alarm = confusion = 0.0
    for seconds, said, heard in stretches:
        right = sum(1 for who in heard if pairs.get(who) in said)
        total += seconds * len(said)
        miss += seconds * max(0, len(said) - len(heard))
        false_alarm += seconds * max(0, len(heard) - len(said))
        confusion += seconds * (min(len(said), len(heard)) - right)
    return Errors(total, miss, false_alarm, confusion)


def _stretches(
    reference: Sequence[Turn], found: Sequence[Turn], collar: float
) -> Iterable[_Stretch]:
    edges = [at for t in reference for at in (t.start, t.end)]
    forgiven = [Turn(at - collar, at + collar, "") for at in edges] if collar else []
    events: list[tuple[float, int, int, str]] = []
    for kind, turns in enumerate((reference, found, forgiven)):
        for t in turns:
            events += [(t.start, 1, kind, t.speaker), (t.end, -1, kind, t.speaker)]
    events.sort()
    active: list[dict[str, int]] = [{}, {}, {}]
    last = events[0][0] if events else 0.0
    for at, step, kind, who in events:
        if at > last and not active[2] and (active[0] or active[1]):
            yield _Stretch(at - last, frozenset(active[0]), frozenset(active[1]))
        last = at
        active[kind][who] = active[kind].get(who, 0) + step
        if not active[kind][who]:
            del active[kind][who]


def _best_mapping(stretches: Sequence[_Stretch]) -> dict[str, str]:
    """Of found speakers to those of the reference, one to one, by the most seconds together."""
    said = sorted({who for s in stretches for who in s.said})
    found = sorted({who for s in stretches for who in s.found})
    together = {
        (who, one): sum(s.seconds for s in stretches if who in s.said and one in s.found)
        for who in said
        for one in found
    }

    @cache
    def best(index: int, taken: frozenset[str]) -> tuple[float, tuple[tuple[str, str], ...]]:
        """For found[index:]."""
        if index == len(found):
            return 0.0, ()
        options = [best(index + 1, taken)]
        for who in said:
            if who not in taken and together[who, found[index]] > 0:
                seconds, pairs = best(index + 1, taken | {who})
                pair = (found[index], who)
                options.append((seconds + together[who, found[index]], (*pairs, pair)))
        return max(options, key=lambda option: option[0])

    return dict(best(0, frozenset())[1])
