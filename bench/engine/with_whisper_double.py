"""Runs a Python program unchanged on a Whisper that records, or on a simulated GPU.

    python with_whisper_double.py record FILE PROGRAM [arguments…]
    python with_whisper_double.py --fixed 0.4 --per-window 0.025 replay FILE PROGRAM [arguments…]

PROGRAM is a script, or a package such as fast_transcribe. It imports ctranslate2 as usual and finds
a GPU. After a replay, a JSON line on standard error has the GPU's figures.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import runpy
import sys
from pathlib import Path

# As in the engine's entry point, before the first import of numpy
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import ctranslate2
import ctranslate2.models
from recording import Recording
from whisper_doubles import COMPUTE_TYPES, Pace, RecordingWhisper, ReplayedWhisper, SimulatedGpu


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=("record", "replay"))
    parser.add_argument("recording", type=Path)
    parser.add_argument("--fixed", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--per-window", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--per-step", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--align-share", type=float, default=0.0)
    parser.add_argument("--stand-ins", action="store_true")
    parser.add_argument("program", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    ctranslate2.get_cuda_device_count = lambda: 1
    ctranslate2.get_supported_compute_types = lambda *_: COMPUTE_TYPES
    if options.mode == "record":
        _record(options.recording)
    else:
        _replay(options)
    _run(options.program)


def _record(file: Path) -> None:
    recording = Recording(n_mels=80)
    RecordingWhisper.recording = recording
    ctranslate2.models.Whisper = RecordingWhisper
    atexit.register(lambda: recording.save(file))


def _replay(options: argparse.Namespace) -> None:
    pace = Pace(options.fixed, options.per_window, options.align_share, options.per_step)
    gpu = SimulatedGpu(pace)
    ReplayedWhisper.recording = Recording.load(options.recording, options.stand_ins)
    ReplayedWhisper.gpu = gpu
    ctranslate2.models.Whisper = ReplayedWhisper
    atexit.register(lambda: _tell(gpu))


def _tell(gpu: SimulatedGpu) -> None:
    said = {"busySeconds": round(gpu.busy_seconds, 2), "batches": gpu.batches, "steps": gpu.steps}
    print(json.dumps({"notes": said}), file=sys.stderr)


def _run(program: list[str]) -> None:
    name, *_ = sys.argv = program
    if name.endswith(".py"):
        runpy.run_path(name, run_name="__main__")
    else:
        runpy.run_module(name, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
