"""Folders of the networks of diarization: the stand-in, and the real ones."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from engine_command import REPOSITORY
from fast_transcribe.speakers.networks import Networks

STAND_IN = REPOSITORY / "model" / "speakers" / "stand-in"
_MAKER = REPOSITORY / "model" / "speakers"
_MADE = REPOSITORY / ".local" / "speakers"


@cache
def stand_in() -> Networks:
    return Networks(STAND_IN)


def made_networks() -> Path:
    """The real ones, made if missing: 81 MB of download. Skips the test if that is impossible."""
    if not (_MADE / "manifest.json").exists():
        _MADE.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_MADE.parent) as folder:
            python, made = Path(folder) / "venv/bin/python", Path(folder) / "networks"
            install = ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
            _or_skip([sys.executable, "-m", "venv", Path(folder) / "venv"])
            _or_skip([python, *install, "-r", _MAKER / "requirements.txt"])
            _or_skip([python, _MAKER / "make.py", made])
            made.rename(_MADE)
    return _MADE


def _or_skip(command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        why = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        pytest.skip(f"the real networks of diarization: {why}")
