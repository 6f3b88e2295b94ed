"""CPU seconds of the stages before the model (decode, VAD, packing, log-mel) for an hour of audio."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audio_files import FLAC, MP3, encoded
from table import table
from workplace import ENGINE, HERE, Workplace

Stages = Mapping[str, float]


def measure(place: Workplace) -> Mapping[str, Any]:
    """File -> ours, theirs -> one measurement of the stages per pair."""
    files = {f.extension: encoded("t60", f, place.audio) for f in (MP3, FLAC)}
    return {extension: _pairs(place, audio) for extension, audio in files.items()}


def tell(stored: Mapping[str, Any]) -> str:
    stages = list(next(iter(stored.values()))["ours"][0])
    head = ["CPU seconds, an hour of audio", "runs", *stages, "all"]
    rows = [
        [f"{extension}: {side}", str(len(runs)), *_medians(runs, stages)]
        for extension, sides in stored.items()
        for side, runs in sides.items()
    ]
    return table(head, rows)


def _pairs(place: Workplace, audio: Path) -> Mapping[str, Sequence[Stages]]:
    sides: dict[str, list[Stages]] = {"ours": [], "theirs": []}
    for _ in range(place.pairs):
        sides["ours"].append(_stages(sys.executable, "front_end_ours.py", audio))
        sides["theirs"].append(_stages(place.faster_whisper, "front_end_theirs.py", audio))
    return sides


def _stages(python: Path | str, script: str, audio: Path) -> Stages:
    told = subprocess.run(
        [python, HERE / script, audio],
        env={**os.environ, "PYTHONPATH": str(ENGINE)},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(told.stdout)


def _medians(runs: Sequence[Stages], stages: Sequence[str]) -> list[str]:
    sums = [sum(run.values()) for run in runs]
    return [f"{statistics.median(r[s] for r in runs):.2f}" for s in stages] + [
        f"{statistics.median(sums):.2f}"
    ]
