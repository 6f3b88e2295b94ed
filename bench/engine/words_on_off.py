"""Cost of requesting words: only their output, since every batch is aligned anyway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from audio_files import MP3, encoded
from one_run import Request, run
from pairs import FIGURES, Ratio
from stacks import ours
from table import table
from workplace import Workplace


def measure(place: Workplace) -> Mapping[str, Any]:
    """Figure -> with words / without, per pair."""
    without = Request(encoded("t10", MP3, place.audio))
    stack = ours(place.micro_model()).on(place.device).as_it_is()
    compared = []
    for i in range(place.pairs):
        requests = [without, replace(without, words=True)]
        runs = [run(stack, r) for r in (requests if i % 2 == 0 else reversed(requests))]
        compared.append(runs if i % 2 == 0 else runs[::-1])
    return {f: [value(b) / value(a) for a, b in compared] for f, value in FIGURES.items()}


def tell(stored: Mapping[str, Any]) -> str:
    ratios = [str(Ratio.of(values)) for values in stored.values()]
    count = str(len(stored["seconds"]))
    return table(["with words / without", "pairs", *stored], [["t10.mp3", count, *ratios]])
