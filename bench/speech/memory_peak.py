"""Peak memory of the whole process tree: proportional (PSS) and resident."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import programs
from memory_watch import family
from one_run import Request, RunFailed, Stack
from place import Place
from speed import RECORDING
from table import table

_LOOK_EVERY = 0.2  # seconds
_KB = 1024


def measure(place: Place) -> dict[str, Any]:
    """System -> peak PSS in bytes. Raises PackageMissing, RunFailed."""
    asked = place.timed(RECORDING)
    return {p.name: _peak(p.as_it_is(), asked) for p in programs.on_cpu(place)}


def tell(stored: Mapping[str, int]) -> str:
    ours = next(iter(stored.values()))
    head = [f"{RECORDING}", "peak PSS of the process tree, MB", "/ ours"]
    rows = [[name, f"{peak / 1e6:.0f}", f"{peak / ours:.2f}"] for name, peak in stored.items()]
    return table(head, rows)


def _peak(stack: Stack, asked: Request) -> int:
    print(f"memory: {stack.name} …", file=sys.stderr)
    with subprocess.Popen(
        stack.command,
        env={**os.environ, **stack.environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(asked.as_line())
        process.stdin.close()
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(map(_proportional, family(process.pid))))
            time.sleep(_LOOK_EVERY)
    if process.returncode != 0:
        raise RunFailed(f"{stack.name} ended with {process.returncode}.")
    return peak


def _proportional(pid: int) -> int:
    """PSS in bytes; 0 if it has ended. A page shared by n processes counts 1/n in each."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * _KB
