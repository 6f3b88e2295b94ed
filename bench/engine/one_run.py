"""Runs one transcription in a new process and measures time, CPU and memory from outside."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from memory_watch import MemoryWatch, family

_TICKS = os.sysconf("SC_CLK_TCK")  # per second, in /proc


@dataclass(frozen=True)
class Stack:
    """A program that speaks the engine's protocol: ready, a request line, segments, done."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """The file to transcribe, and its options."""

    audio: Path
    words: bool = False
    language: str = "sv"

    def as_line(self) -> str:
        asked = {"audio": str(self.audio), "words": self.words, "language": self.language}
        return json.dumps(asked) + "\n"


@dataclass(frozen=True)
class Run:
    """Seconds count from the request, without imports and model loading.

    `peak_rss` in bytes, of the whole process; `arrivals`: (seconds, second of the file) per segment;
    `memory`: (seconds, bytes); `notes`: further output of the command.
    """

    seconds: float
    first_segment: float
    cpu_seconds: float
    peak_rss: int
    text: str
    arrivals: Sequence[tuple[float, float]]
    memory: Sequence[tuple[float, int]]
    notes: Mapping[str, Any]


class RunFailed(Exception):
    """Raised when a process ends without done; the message ends with its output."""


def run(stack: Stack, request: Request) -> Run:
    """Raises RunFailed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(
        stack.command,
        env={**os.environ, **stack.environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        said: list[str] = []
        listener = threading.Thread(target=lambda: said.extend(process.stderr or []))
        listener.start()
        watched = _transcribe(process, request)
        listener.join()
    if watched is None or process.returncode != 0:
        raise RunFailed(f"{stack.name} ended with {process.returncode}:\n{''.join(said[-20:])}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return watched.figures(used, _notes(said))


def _notes(diagnostics: Sequence[str]) -> Mapping[str, Any]:
    """Content of the line {"notes": …} on standard error."""
    lines = [json.loads(line) for line in diagnostics if line.startswith('{"notes": ')]
    return lines[-1]["notes"] if lines else {}


@dataclass(frozen=True)
class _Watched:
    """Measurements of a running process."""

    seconds: float
    cpu_before: float
    segments: Sequence[tuple[float, dict[str, Any]]]
    memory: MemoryWatch

    def figures(self, cpu_seconds: float, notes: Mapping[str, Any]) -> Run:
        return Run(
            seconds=self.seconds,
            first_segment=self.segments[0][0] if self.segments else self.seconds,
            cpu_seconds=cpu_seconds - self.cpu_before,
            peak_rss=self.memory.peak,
            text=" ".join(s["text"] for _, s in self.segments),
            arrivals=[(at, s["end"]) for at, s in self.segments],
            memory=self.memory.samples,
            notes=notes,
        )


def _transcribe(process: subprocess.Popen[str], request: Request) -> _Watched | None:
    """None if the process ends before done."""
    events = _events(process)
    if next(events, {}).get("event") != "ready":
        return None
    cpu_before = sum(map(_cpu_seconds, family(process.pid)))
    asked = time.perf_counter()
    assert process.stdin is not None
    process.stdin.write(request.as_line())
    process.stdin.flush()
    segments = []
    with MemoryWatch(process.pid, asked) as memory:
        for event in events:
            at = time.perf_counter() - asked
            if event["event"] == "segment":
                segments.append((at, event))
            elif event["event"] == "done":
                return _Watched(at, cpu_before, segments, memory)
    return None


def _events(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, process.stdout or [])


def _cpu_seconds(pid: int) -> float:
    """User and system time of a living process, in steps of 1/100 s."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
