"""The compared programs, each as a command in its own interpreter."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from one_run import Request, Stack, run
from whisper_doubles import Pace
from workplace import ENGINE, HERE, Workplace

OURS, FASTER_WHISPER, TRANSFORMERS = "spotscribe", "faster-whisper", "transformers"
CORES = len(os.sched_getaffinity(0))
_ONE_DAY = "86400"  # seconds: longer than any file here
_DOUBLE = str(HERE / "with_whisper_double.py")


@dataclass(frozen=True)
class Program:
    """A Python script (path) or package (name) that speaks the engine's protocol."""

    name: str
    python: Path | str
    script: str
    arguments: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()

    def on(self, device: str) -> Program:
        return replace(self, arguments=(*self.arguments, "--device", device))

    def as_it_is(self) -> Stack:
        start = [self.script] if self.script.endswith(".py") else ["-m", self.script]
        return self._stack(*start)

    def recorded(self, recording: Path) -> Stack:
        return self.on("cuda")._stack(_DOUBLE, "record", str(recording), self.script)

    def simulated(self, recording: Path, pace: Pace, stand_ins: bool = False) -> Stack:
        how = ["--fixed", pace.fixed, "--per-window", pace.per_window]
        how += ["--per-step", pace.per_step, "--align-share", pace.align_share]
        how += [*(["--stand-ins"] if stand_ins else [])]
        options = [str(option) for option in how]
        return self.on("cuda")._stack(_DOUBLE, *options, "replay", str(recording), self.script)

    def _stack(self, *start: str) -> Stack:
        command = [str(self.python), *start, *self.arguments]
        return Stack(self.name, command, dict(self.environment))


def ours(model: Path) -> Program:
    """The engine with its default settings."""
    arguments = ("--await-request", "--model", str(model), "--max-seconds", _ONE_DAY)
    environment = (("PYTHONPATH", str(ENGINE)),)
    return Program(OURS, sys.executable, "fast_transcribe", arguments, environment)


def faster_whisper(place: Workplace, model: Path) -> Program:
    """faster-whisper's batched pipeline with its best settings: see the README."""
    script = str(HERE / "faster_whisper_command.py")
    arguments = ("--model", str(model), "--threads", str(CORES))
    environment = (("OPENBLAS_NUM_THREADS", "1"),)
    return Program(FASTER_WHISPER, place.faster_whisper, script, arguments, environment)


def transformers(place: Workplace) -> Program:
    """transformers' pipeline in float32, on the model with KB-Whisper-small's shape."""
    assert place.transformers is not None
    script = str(HERE / "transformers_command.py")
    tokenizer = str(place.small_model() / "tokenizer.json")
    arguments = ("--weights", str(place.small_weights()), "--tokenizer", tokenizer)
    arguments += ("--threads", str(CORES))
    return Program(TRANSFORMERS, place.transformers, script, arguments)


def recording_of(program: Program, audio: Path, place: Workplace) -> Path:
    """Recording of the real model's answers to this program on this file; made if missing."""
    recording = place.recording(program.name, audio)
    if not recording.exists():
        print(f"recording {program.name} on {audio.name} …", file=sys.stderr)
        record(program, Request(audio), recording)
    return recording


def record(program: Program, asked: Request, file: Path) -> None:
    """Writes the file only if the program succeeds. Raises RunFailed."""
    unfinished = file.with_suffix(".unfinished")
    run(program.recorded(unfinished), asked)
    unfinished.rename(file)
