"""Start of each stack, measured by cold_start.py in the stack's own interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stacks import FASTER_WHISPER, OURS, TRANSFORMERS
from table import table
from workplace import AMI, ENGINE, HERE, Workplace


def measure(place: Workplace) -> Mapping[str, Any]:
    """Stack -> output of cold_start.py."""
    return {stack: _start(stack, python, place) for stack, python in _interpreters(place)}


def tell(stored: Mapping[str, Any]) -> str:
    figures = [n for n, v in stored[OURS].items() if isinstance(v, (int, float))]
    rows = [[stack, *(f"{said[f]:.4g}" for f in figures)] for stack, said in stored.items()]
    return table(["stack", *figures], rows)


def _interpreters(place: Workplace) -> Iterator[tuple[str, Path]]:
    yield OURS, Path(sys.executable)
    yield FASTER_WHISPER, place.faster_whisper
    if place.transformers is not None:
        yield TRANSFORMERS, place.transformers


def _start(stack: str, python: Path, place: Workplace) -> Mapping[str, Any]:
    name = "ours" if stack == OURS else stack
    command = [python, HERE / "cold_start.py", "--stack", name, "--model", place.micro_model()]
    environment = {**os.environ, "PYTHONPATH": f"{ENGINE}:{AMI}"}
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(told.stdout)
