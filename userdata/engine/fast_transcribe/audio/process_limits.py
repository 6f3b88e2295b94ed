"""Applies limits to the calling process. The kernel enforces them, whatever FFmpeg is doing."""

from __future__ import annotations

import math
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from .limits import Limits


class ProcessLimits:
    """Beyond `memory`, allocations fail; beyond the processor time, SIGXCPU ends the process.

    Only Linux limits the memory: macOS refuses RLIMIT_AS, or ignores it.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)  # a parent may have it ignored
        _set_soft(resource.RLIMIT_CORE, 0)  # it would hold the audio, and SIGXCPU writes one
        if sys.platform == "linux":
            with suppress(OSError):  # /proc is not mounted
                _set_soft(resource.RLIMIT_AS, _mapped() + limits.memory)
        self.heard(0.0)

    def heard(self, sound: float) -> None:
        """Call after each block. sound: seconds of sound so far."""
        seconds = self._limits.processor_time(sound, time.process_time())
        _set_soft(resource.RLIMIT_CPU, math.ceil(seconds))

    @staticmethod
    def free_memory() -> None:
        """Lifts the limit of memory, so that the error can be reported."""
        _set_soft(resource.RLIMIT_AS, sys.maxsize)


def _mapped() -> int:
    """Bytes of address space of this process, on Linux."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _set_soft(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(OSError, ValueError):  # the system has no such limit
        resource.setrlimit(kind, (soft, hard))
