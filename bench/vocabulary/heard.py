"""Runs the engine on a recording, with a word list or without."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recordings import Recording

PROJECT = Path(__file__).resolve().parents[2]
_SHORTEST = 0.5  # seconds; a ratio of shorter times says little


@dataclass(frozen=True)
class HeardWord:
    text: str
    start: float


@dataclass(frozen=True)
class Replaced:
    """`start`: second of the file, that of its first word."""

    written: str
    entry: str
    start: float


@dataclass(frozen=True)
class Heard:
    """`seconds`: from the request to the end, without loading the model."""

    words: Sequence[HeardWord]
    replaced: Sequence[Replaced]
    seconds: float

    @property
    def texts(self) -> list[str]:
        return [word.text for word in self.words]


class EngineFailed(Exception):
    """Raised when the engine does not finish; the message ends with its output."""


def hear(model: Path, recording: Recording, word_list: Sequence[str] = ()) -> Heard:
    """Raises EngineFailed."""
    how = ("--device", "cpu", "--compute-type", "int8", "--words")
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listed:
        listed.write("\n".join(word_list))
        listed.flush()
        option = ("--vocabulary", listed.name) if word_list else ()
        command = ("fast_transcribe", str(recording.audio), "--language", recording.language)
        done = subprocess.run(
            [sys.executable, "-m", *command, "--model", str(model), *how, *option],
            env={**os.environ, "PYTHONPATH": str(PROJECT / "userdata" / "engine")},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise EngineFailed(f"The engine ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return _heard(done.stdout.splitlines())


def _heard(lines: Sequence[str]) -> Heard:
    events = [json.loads(line) for line in lines]
    segments = [e for e in events if e["event"] == "segment"]
    reports = [e["report"] for e in events if e["event"] == "vocabulary"]
    return Heard(
        [HeardWord(w["word"], w["start"]) for s in segments for w in s["words"]],
        [Replaced(r["from"], r["to"], r["start"]) for p in reports for r in p["replaced"]],
        events[-1]["timings"]["totalSeconds"],
    )


def ratio(without: float, with_list: float) -> str:
    """How many times as long the run with the list took."""
    return "–" if without < _SHORTEST else f"{with_list / without:.2f}"


def plain(text: str) -> list[str]:
    """Words in lower case, without signs and without a genitive s after an apostrophe."""
    return re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", text.casefold()).replace("'", ""))
