"""Which of a classifier's labels stand for people, by `id2label` of its config.json.

Schemes: a label for each kind ("PER", "PRS"), or with a prefix for the place in the name ("B-PER",
"I-PER"; also E, L, S, U). A kind may have parts: "PRS/ORG", "PRS-HUM".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .errors import NamesUnavailable

_PEOPLE = {"PER", "PRS", "PERSON"}
_PREFIXED = re.compile(r"^([BEILSU])[-_](.+)$")
_FIRST = "BSU"
_MOST = 1000


@dataclass(frozen=True)
class PersonLabels:
    """`count`: all labels. `people`: numbers of those of people; `first`: those that begin a name."""

    count: int
    people: tuple[int, ...]
    first: frozenset[int]


def person_labels(config: dict[str, Any]) -> PersonLabels:
    """config: content of config.json. Raises NamesUnavailable if no label is of people."""
    named = config.get("id2label")
    try:
        labels = {int(number): str(label) for number, label in dict(named or {}).items()}
    except (TypeError, ValueError) as e:
        raise _unknown("its config.json has no id2label from numbers to labels") from e
    if sorted(labels) != list(range(len(labels))) or len(labels) > _MOST:
        raise _unknown("the numbers of its labels are not 0, 1, …")
    people = tuple(number for number, label in sorted(labels.items()) if _is_person(label))
    if not people:
        raise _unknown(f"none of its labels is {', '.join(sorted(_PEOPLE))}")
    first = frozenset(number for number in people if _prefix(labels[number]) in _FIRST)
    return PersonLabels(len(labels), people, first)


def _is_person(label: str) -> bool:
    found = _PREFIXED.match(label)
    kind = found.group(2) if found else label
    return not _PEOPLE.isdisjoint(re.split(r"[/.:_-]", kind.upper()))


def _prefix(label: str) -> str:
    found = _PREFIXED.match(label)
    return found.group(1) if found else " "


def _unknown(what: str) -> NamesUnavailable:
    return NamesUnavailable(f"The model for names does not say which names are people's: {what}.")
