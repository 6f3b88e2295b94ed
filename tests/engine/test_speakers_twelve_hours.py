"""Twelve hours of six speakers (twelve_hours.py) in bounded memory, and still the same six."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from engine_command import REPOSITORY


def test_memory_stays_small_and_people_the_same(tmp_path: Path) -> None:
    folders = REPOSITORY / "userdata" / "engine", Path(__file__).parent
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("twelve_hours.py"), tmp_path],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["grown"] < 200_000_000
    assert told["sideFile"] < 10_000_000
    assert told["segments"] == 12 * 3600 / 10 * 3
    assert (told["speakers"], told["flags"]) == (6, [])
    assert told["right"] > 0.99
