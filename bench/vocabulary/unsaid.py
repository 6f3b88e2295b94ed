"""600 names in three languages of which none is said: how many words change, and what it costs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from heard import hear, plain, ratio
from recordings import Recording
from table import table

_FOLDER = Path(__file__).with_name("lists")
_LISTS = ("swedish", "english", "german")


def names(name: str) -> list[str]:
    return (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split()


def measure(model: Path, recordings: Iterable[Recording]) -> Iterator[dict[str, Any]]:
    return (_measured(model, recording) for recording in recordings)


def _measured(model: Path, recording: Recording) -> dict[str, Any]:
    print(f"{recording.name}: without a list, then with one …", file=sys.stderr)
    said = set(plain(recording.said))
    listed = list(dict.fromkeys(name for of in _LISTS for name in names(of)))
    before = hear(model, recording)
    after = hear(model, recording, [name for name in listed if name.casefold() not in said])
    return {
        "name": recording.name,
        "words": len(before.words),
        "replaced": [(r.written, r.entry) for r in after.replaced],
        "same": before.texts == after.texts,
        "seconds": [before.seconds, after.seconds],
    }


def tell(measured: Sequence[Mapping[str, Any]]) -> str:
    rows = [_row(m) for m in measured]
    words = sum(m["words"] for m in measured)
    changed = sum(len(m["replaced"]) for m in measured)
    before, after = (sum(m["seconds"][i] for m in measured) for i in (0, 1))
    rows.append(["**all**", str(words), str(changed), ratio(before, after)])
    return table(["recording", "words", "changed", "time with / without"], rows)


def _row(measured: Mapping[str, Any]) -> list[str]:
    replaced = measured["replaced"]
    which = "; ".join(f"{written} → {entry}" for written, entry in replaced)
    changed = f"{len(replaced)} ({which})" if which else "0"
    if not replaced and not measured["same"]:
        changed = "others than are reported"
    return [measured["name"], str(measured["words"]), changed, ratio(*measured["seconds"])]
