"""Runs commands in turn for several rounds and reports their times.

A JSON object on standard input: {"rounds": 9, "commands": {"name": {"command": ["node", "a.mjs"],
"input": "", "environment": {}}}}. On standard output the medians: {"name": {"wall": seconds, "cpu":
seconds, user and system, of the command and its descendants}}.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from statistics import median
from typing import Any

Figures = tuple[float, float]  # wall and CPU seconds


def main() -> None:
    asked = json.load(sys.stdin)
    commands = asked["commands"]
    found: dict[str, list[Figures]] = {name: [] for name in commands}
    for command in commands.values():  # warm-up: compiled and in the page cache
        run(command)
    for _ in range(asked["rounds"]):
        for name, command in commands.items():
            found[name].append(run(command))
    medians = {
        name: {"wall": median(w for w, _ in runs), "cpu": median(c for _, c in runs)}
        for name, runs in found.items()
    }
    print(json.dumps(medians))


def run(command: dict[str, Any]) -> Figures:
    """Raises CalledProcessError unless it exits with 0."""
    before, began = cpu_seconds(), time.perf_counter()
    subprocess.run(
        command["command"],
        input=command.get("input", "").encode(),
        env={**os.environ, **command.get("environment", {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began, cpu_seconds() - before


def cpu_seconds() -> float:
    """CPU seconds of all children waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
