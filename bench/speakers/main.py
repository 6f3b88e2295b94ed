"""Measures diarization: main.py --networks DIR [known] [seen] [held-out] [memory]

Runs in the engine's environment. Stores figures in .bench/speakers/results; the report covers what
is stored. `npm run bench speakers` does the set-up and calls this. The section `channel` measures
nothing: it finds anew what the engine takes out of vectors.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.append(str(Path(__file__).resolve().parents[1] / "speech"))

import cases
import numpy as np
import report
from conversations import Case
from directions import directions
from fast_transcribe.speakers.channel import DIRECTIONS
from fast_transcribe.speakers.networks import Networks
from measure import Stored, front_end, measure
from packages import PackageMissing
from stock import Stock

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / ".bench" / "speakers"
MEMORY_MINUTES = 10
CHANNEL = "channel"
SETS: dict[str, Callable[[Stock], Iterator[Case]]] = {
    "known": cases.known,
    "seen": cases.seen,
    "held-out": cases.held_out,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures diarization.")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join((*SETS, "memory")))
    parser.add_argument("--networks", type=Path, required=True, metavar="DIR")
    given = parser.parse_args()
    sections = given.sections or [*SETS, "memory"]
    if unknown := [name for name in sections if name not in (*SETS, "memory", CHANNEL)]:
        parser.error(f"there is no section {unknown[0]}")
    if sections == [CHANNEL]:
        np.save(DIRECTIONS, directions(Networks(given.networks), Stock(FOLDER / "packages")))
        return 0
    results = FOLDER / "results"
    results.mkdir(parents=True, exist_ok=True)
    try:
        for name in sections:
            stored = _memory(given.networks) if name == "memory" else _set(name, given.networks)
            (results / f"{name}.json").write_text(json.dumps(stored, indent=1), encoding="utf-8")
    except PackageMissing as e:
        print(f"Not measured: {e}", file=sys.stderr)
        return 1
    print(report.of({path.stem: json.loads(path.read_text()) for path in results.glob("*.json")}))
    return 0


def _set(name: str, directory: Path) -> list[Stored]:
    networks, engine = Networks(directory), front_end()
    measured = []
    for case in SETS[name](Stock(FOLDER / "packages")):
        measured.append(measure(case, networks, engine))
        print(f"{name}: {report.line(measured[-1])}", file=sys.stderr)
    return measured


def _memory(directory: Path) -> Stored:
    program = Path(__file__).with_name("memory.py")
    done = subprocess.run(
        [sys.executable, program, directory, str(MEMORY_MINUTES)],
        capture_output=True,
        text=True,
        check=True,
    )
    return {"minutes": MEMORY_MINUTES, **json.loads(done.stdout)}


if __name__ == "__main__":
    sys.exit(main())
