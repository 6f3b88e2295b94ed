"""What the review costs: the same run with and without it, in turn."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from recordings import Recording
from table import table
from workplace import ENGINE


def measured(recording: Recording, model: Path, pairs: int) -> str:
    """Ratios with / without, of wall and of processor seconds: median and range."""
    ratios = []
    for _ in range(pairs):
        plain, review = _run(recording, model), _run(recording, model, "--review")
        ratios.append([with_it / without for with_it, without in zip(review, plain)])
    rows = [
        [name, f"{statistics.median(of):.3f}", f"{min(of):.3f} to {max(of):.3f}"]
        for name, of in zip(("wall seconds", "processor seconds"), zip(*ratios))
    ]
    return table([f"{recording.name}, with / without", f"median of {pairs}", "range"], rows)


def _run(recording: Recording, model: Path, *options: str) -> tuple[float, float]:
    """Wall and processor seconds of a run."""
    how = ("--language", recording.language, "--device", "cpu", "--compute-type", "int8")
    command = [sys.executable, "-m", "fast_transcribe", str(recording.audio), "--model", str(model)]
    began, before = time.monotonic(), _processor()
    subprocess.run(
        [*command, *how, *options],
        env={**os.environ, "PYTHONPATH": str(ENGINE)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.monotonic() - began, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
