"""Runs the real command and checks each event for its exact shape."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fast_transcribe

REPOSITORY = Path(__file__).resolve().parents[2]
MICRO_WHISPER = REPOSITORY / "model" / "micro-whisper"
AUDIO = MICRO_WHISPER / "audio"
LONGEST_RUN = 300.0  # seconds: ends what hangs; a run takes about one

Event = dict[str, Any]

_SHAPES = {
    "ready": ({"engine", "timings"}, {"memory"}),
    "segment": ({"id", "start", "end", "text", "confidence", "flags"}, {"words", "speaker"}),
    "cue": ({"start", "end", "lines"}, set()),
    "speakers": ({"speakers"}, {"unavailable"}),
    "final-segment": ({"id", "start", "end", "text", "confidence", "flags"}, {"words", "speaker"}),
    "final-cue": ({"start", "end", "lines"}, {"speaker", "speakers"}),
    "coverage": ({"start", "end", "kind"}, {"reason"}),
    "progress": ({"transcribedSeconds", "durationSeconds", "fraction"}, set()),
    "done": (
        {
            "language",
            "languageProbability",
            "durationSeconds",
            "confidence",
            "segments",
            "model",
            "engine",
            "timings",
        },
        {"truncated", "flags", "tracks"},
    ),
    "waveform": ({"perSecond", "peaks"}, set()),
    "vocabulary": ({"report"}, set()),
    "review": ({"places"}, set()),
    "error": ({"code", "message"}, set()),
}


def comparable(events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
    """The coverage, and all other events but the progress, each in order and without timings.

    Threads and the clock decide where coverage and progress stand among the others.
    """
    kept = [{k: v for k, v in e.items() if k != "timings"} for e in events]
    others = [e for e in kept if e["event"] not in ("coverage", "progress")]
    return [e for e in kept if e["event"] == "coverage"], others


@dataclass(frozen=True)
class Reference:
    """The words of one of the model's files, with their times in seconds."""

    text: str
    seconds: float
    segments: list[dict[str, Any]]


@dataclass(frozen=True)
class Run:
    """A finished command."""

    status: int
    events: list[Event]
    diagnostics: list[dict[str, Any]]

    def all(self, event: str) -> list[Event]:
        return [e for e in self.events if e["event"] == event]

    def told(self, *besides: str) -> dict[str, list[Event]]:
        """What was heard, by kind of event: each comes in order, and threads decide how the kinds follow
        each other. Without the first and last event, progress and `besides`."""
        kinds = {e["event"] for e in self.events[1:-1]} - {"progress", *besides}
        return {kind: self.all(kind) for kind in kinds}

    @property
    def last(self) -> Event:
        return self.events[-1]

    @property
    def files(self) -> list[list[Event]]:
        """The events of each audio file, in order: up to done or error, or to the run's end."""
        files: list[list[Event]] = [[]]
        for event in self.events:
            files[-1].append(event)
            if event["event"] in ("done", "error"):
                files.append([])
        return [events for events in files if events]

    @property
    def text(self) -> str:
        return " ".join(s["text"] for s in self.all("segment"))


def transcribe(
    *arguments: str | Path,
    model: Path,
    request: str | bytes = "",
    folder: Path | None = None,
    packages: Sequence[Path] = (),
) -> Run:
    """`request`: standard input. `folder`: working directory, the current one if None.

    `packages`: folders searched before the installed ones.
    """
    path = [Path(fast_transcribe.__file__).resolve().parents[1], *packages]
    command = [sys.executable, "-m", "fast_transcribe", *arguments, "--model", model]
    done = subprocess.run(
        [str(c) for c in command],
        input=request.encode() if isinstance(request, str) else request,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        timeout=LONGEST_RUN,
        check=False,
    )
    return finished_run(done.returncode, done.stdout, done.stderr)


def finished_run(status: int, output: bytes, errors: bytes) -> Run:
    """The run that has written these; checks the shape of each event."""
    events = [_checked(json.loads(line)) for line in output.splitlines()]
    diagnostics = [json.loads(line) for line in errors.splitlines()]
    run = Run(status, events, diagnostics)
    for file in run.files:
        _check_ledger(file)
    return run


def _checked(event: Event) -> Event:
    needed, allowed = _SHAPES[event["event"]]
    keys = set(event) - {"event"}
    assert needed <= keys <= needed | allowed, f"not the agreed shape: {event}"
    return event


def _check_ledger(events: Sequence[Event]) -> None:
    """Coverage spans cover the whole file once, without gap or overlap."""
    if events[-1]["event"] != "done":
        return
    spans = [e for e in events if e["event"] == "coverage"]
    edges = [0.0, *(s["end"] for s in spans)]
    assert [s["start"] for s in spans] == edges[:-1]
    assert edges[-1] == events[-1]["durationSeconds"]
