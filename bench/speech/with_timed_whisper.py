"""Runs a Python program unchanged on a Whisper that measures each call.

    python with_timed_whisper.py PROGRAM [arguments…]

PROGRAM is a script, or a package such as fast_transcribe. At its end a JSON line on standard error
has the seconds per call, summed over threads, and the tokens written.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import sys
import threading
import time
from collections import Counter, defaultdict
from typing import Any

# As in the engine's entry point, before the first import of numpy
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import ctranslate2
import ctranslate2.models
from ctranslate2.models import Whisper

_lock = threading.Lock()
_seconds: defaultdict[str, float] = defaultdict(float)
_written: Counter[str] = Counter()
_threads: set[int] = set()


class TimedWhisper(Whisper):
    def encode(self, *args: Any, **options: Any) -> Any:
        return _timed("encode", super().encode, args, options)

    def align(self, *args: Any, **options: Any) -> Any:
        return _timed("align", super().align, args, options)

    def detect_language(self, *args: Any, **options: Any) -> Any:
        return _timed("detect_language", super().detect_language, args, options)

    def generate(self, *args: Any, **options: Any) -> Any:
        results = _timed("generate", super().generate, args, options)
        lengths = [1 + max(map(len, result.sequences_ids)) for result in results]
        with _lock:
            _written.update(windows=len(lengths), tokens=sum(lengths), steps=max(lengths))
        return results


def _timed(name: str, call: Any, args: Any, options: Any) -> Any:
    began = time.perf_counter()
    result = call(*args, **options)
    with _lock:
        _seconds[name] += time.perf_counter() - began
        _threads.add(threading.get_ident())
    return result


def _tell() -> None:
    calls = {name: round(seconds, 2) for name, seconds in _seconds.items()}
    told = {"calls": calls, "threads": len(_threads), **_written}
    print(json.dumps({"notes": told}), file=sys.stderr)


if __name__ == "__main__":
    ctranslate2.models.Whisper = TimedWhisper
    atexit.register(_tell)
    _, *sys.argv = sys.argv
    if sys.argv[0].endswith(".py"):
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
