"""Markdown tables for comparisons."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Sequence

from audio_files import SPEECH
from one_run import Run
from pairs import FIGURES, Pairs
from word_errors import word_errors

_MB = 1e6


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ratios(compared: Sequence[Pairs]) -> str:
    """Theirs / ours: median (minimum–maximum)."""
    head = ["theirs / ours", "pairs", *FIGURES]
    rows = [[p.title, str(len(p.ours)), *(str(p.ratio(f)) for f in FIGURES)] for p in compared]
    return table(head, rows)


def medians(compared: Sequence[Pairs], speech: str) -> str:
    """Medians of both; `speech`: name of the file's text."""
    head = ["", "seconds", "first segment, s", "CPU, s", "peak memory, MB", "words wrong"]
    rows = [
        [f"{p.title}: {side}", *_medians(runs), _wrong(runs[0], speech)]
        for p in compared
        for side, runs in (("ours", p.ours), ("theirs", p.theirs))
    ]
    return table(head, rows)


def _medians(runs: Sequence[Run]) -> Iterator[str]:
    for name, value in FIGURES.items():
        median = statistics.median(map(value, runs))
        yield f"{median / _MB:.0f}" if name == "peak memory" else f"{median:.2f}"


def _wrong(run: Run, speech: str) -> str:
    said = json.loads((SPEECH / f"{speech}.json").read_text(encoding="utf-8"))["text"]
    errors = word_errors(said, run.text)
    return f"{errors.wrong} of {errors.words} ({errors.rate:.2f} %)"
