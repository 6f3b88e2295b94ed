"""Lists of which many entries are said, beside 100 names that are not: how many are right.

An occurrence of an entry is right if the word that is aligned with it is the same word. A
replacement is right if the word that it wrote is aligned with the same word in the text.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alignment import Alignment, align
from heard import Heard, hear, plain, ratio
from recordings import Recording
from table import table

_RARE = 4  # occurrences in the whole text, at most
_LETTERS = 6  # of a rare word, at least


@dataclass(frozen=True)
class Case:
    """`said`: entries that are said. `others`: entries that are not."""

    recording: Recording
    said: Sequence[str]
    others: Sequence[str]


def rare_words(text: str) -> list[str]:
    """The long and rare words of a text, each once, as written last."""
    words = re.findall(r"[A-Za-z]+", text)
    counts = Counter(word.casefold() for word in words)
    spelled = {word.casefold(): word for word in words}
    return sorted(
        spelled[word] for word, n in counts.items() if n <= _RARE and len(word) >= _LETTERS
    )


def measure(model: Path, cases: Iterable[Case]) -> Iterator[dict[str, Any]]:
    return (_measured(model, case) for case in cases)


def _measured(model: Path, case: Case) -> dict[str, Any]:
    recording = case.recording
    print(f"{recording.name}: without a list, then with one …", file=sys.stderr)
    before = hear(model, recording)
    after = hear(model, recording, [*case.said, *case.others])
    first, second = _aligned(recording, before), _aligned(recording, after)
    entries = {word for entry in case.said for word in plain(entry)}
    judged = [(r.written, r.entry, _is_right(r.start, after, second)) for r in after.replaced]
    return {
        "name": recording.name,
        "entries": len(case.said) + len(case.others),
        "said": sum(word in entries for word in first.said),
        "right": [sum(a.said[i] in entries for i, _ in a.hits()) for a in (first, second)],
        "errors": [a.errors().wrong for a in (first, second)],
        "words": len(first.said),
        "replaced": judged,
        "seconds": [before.seconds, after.seconds],
    }


def _aligned(recording: Recording, heard: Heard) -> Alignment:
    return align(plain(recording.said), [word for word, _ in _timed(heard)])


def _timed(heard: Heard) -> list[tuple[str, float]]:
    return [(text, word.start) for word in heard.words for text in plain(word.text)]


def _is_right(start: float, heard: Heard, alignment: Alignment) -> bool:
    hits = {at for _, at in alignment.hits()}
    return any(at in hits for at, (_, begins) in enumerate(_timed(heard)) if begins == start)


def tell(measured: Sequence[Mapping[str, Any]]) -> str:
    head = ["recording", "entries", "said", "right before", "right after", "replaced: right, wrong"]
    return table([*head, "words wrong before, after", "time"], [_row(m) for m in measured])


def _row(measured: Mapping[str, Any]) -> list[str]:
    said, (before, after) = measured["said"], measured["right"]
    right = sum(is_right for _, _, is_right in measured["replaced"])
    wrong = [f"{a} → {b}" for a, b, is_right in measured["replaced"] if not is_right]
    which = f" ({'; '.join(wrong)})" if wrong else ""
    errors = [100 * wrong / measured["words"] for wrong in measured["errors"]]
    return [
        measured["name"],
        str(measured["entries"]),
        str(said),
        f"{before} ({100 * before / said:.0f} %)",
        f"{after} ({100 * after / said:.0f} %)",
        f"{right}, {len(wrong)}{which}",
        f"{errors[0]:.1f} %, {errors[1]:.1f} %",
        ratio(*measured["seconds"]),
    ]
