"""The list of places worth hearing, worst first and bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .doubt import chance_wrong
from .evidence import Evidence
from .word_class import WordClass

# How much an error of the class changes the meaning; places are in order of score times this
WEIGHTS: Mapping[WordClass, float] = {
    "negation": 1.5,
    "number": 1.25,
    "name": 1.25,
    "unit": 1.25,
    "filler": 0.5,
    "other": 1.0,
}
_REASONS = ("negation", "number", "name", "unit")  # of a class


@dataclass(frozen=True)
class ListRules:
    """`places`: at most. `share`: of the audio, at most, to hear all of them with `margin` seconds
    before and after each, but `seconds` in any case. `chance`: of a word to be wrong, at least."""

    places: int = 200
    share: float = 0.04
    seconds: float = 15.0
    margin: float = 1.0
    chance: float = 0.1


@dataclass(frozen=True)
class Place:
    """A word worth hearing, file seconds. `score`: the chance that it is wrong, 0..1.

    `alternative`: what the second hearing gave instead, "" for nothing, None if it agrees.
    """

    start: float
    end: float
    word: str
    reason: str
    score: float
    alternative: str | None = None

    def as_json(self) -> dict[str, Any]:
        other = {} if self.alternative is None else {"alternative": self.alternative}
        return {
            "start": round(self.start, 2),
            "end": round(self.end, 2),
            "word": self.word,
            "reason": self.reason,
            "score": round(self.score, 3),
            **other,
        }


def rank(evidence: Evidence) -> tuple[float, float, float]:
    """Sort key, the worst first; of equally bad ones the earliest."""
    weighed = chance_wrong(evidence) * WEIGHTS[evidence.word_class]
    return -weighed, *evidence.place


def places(words: Iterable[Evidence], duration: float, rules: ListRules) -> list[Place]:
    """The worst words of a file of `duration` seconds."""
    listed: list[Place] = []
    left = max(rules.seconds, rules.share * duration)
    spans: list[tuple[float, float]] = []
    for place in map(_place, sorted(words, key=rank)):
        if place.score < rules.chance:
            continue
        span = place.start - rules.margin, place.end + rules.margin
        left -= span[1] - span[0] - sum(_common(span, other) for other in _merged(spans))
        if len(listed) == rules.places or left < 0:
            break
        listed.append(place)
        spans.append(span)
    return listed


def _place(evidence: Evidence) -> Place:
    alternative = evidence.alternative if evidence.again == "otherwise" else None
    reason = reason_of(evidence)
    return Place(*evidence.place, evidence.word.text, reason, chance_wrong(evidence), alternative)


def reason_of(evidence: Evidence) -> str:
    """The strongest evidence by name."""
    if evidence.again == "otherwise":
        return "heard_otherwise"
    if evidence.word_class in _REASONS:
        return evidence.word_class
    if evidence.overlap:
        return "overlap"
    return "guard" if evidence.is_flagged or evidence.beside_unread else "low_probability"


def _common(a: tuple[float, float], b: tuple[float, float]) -> float:
    return max(0.0, min(a[1], b[1]) - max(a[0], b[0]))


def _merged(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    end = float("-inf")
    for a, b in sorted(spans):
        if b > end:
            yield max(a, end), b
            end = b
