"""The systems as processes that wait for a request, so that start-up is not measured."""

from __future__ import annotations

import sys
from pathlib import Path

from place import Place
from stacks import CORES, Program
from systems import COMPUTE_TYPE, Engine
from workplace import HERE as ENGINE_BENCH

BATCHED, SEQUENTIAL = "batched", "sequential"


def engine(of: Engine) -> Program:
    """The engine with default settings except int8."""
    arguments = ("--await-request", "--model", str(of.model), "--compute-type", COMPUTE_TYPE)
    return Program(
        of.name, sys.executable, "fast_transcribe", arguments, (("PYTHONPATH", str(of.code)),)
    )


def faster_whisper(place: Place, mode: str) -> Program:
    """Raises BaselineMissing."""
    if place.faster_whisper is None:
        raise BaselineMissing("This section runs faster-whisper; leave --ours-only out.")
    script = str(ENGINE_BENCH / "faster_whisper_command.py")
    how = ("--compute-type", COMPUTE_TYPE, "--threads", str(CORES), "--mode", mode)
    arguments = ("--model", str(place.model), *how)
    environment = (("OPENBLAS_NUM_THREADS", "1"),)
    return Program(f"faster-whisper {mode}", place.faster_whisper, script, arguments, environment)


def on_cpu(place: Place) -> list[Program]:
    """The engine first, then the baselines; faster-whisper only if it may run."""
    compared = [engine(of) for of in place.engines]
    if place.faster_whisper is not None:
        compared += [faster_whisper(place, mode) for mode in (BATCHED, SEQUENTIAL)]
    return [program.on("cpu") for program in compared]


class BaselineMissing(Exception):
    """Raised when a section needs faster-whisper, which may not run."""


def watched(script: Path, program: Program) -> Program:
    """The program with CTranslate2's Whisper replaced by `script`."""
    return Program(
        *(program.name, program.python, str(script)),
        (program.script, *program.arguments),
        program.environment,
    )
