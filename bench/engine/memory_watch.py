"""Samples the memory of another process and its children."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

_LOOK_EVERY = 0.1  # seconds
_KB = 1024  # what /proc calls kB


class MemoryWatch:
    """`samples`: (seconds since `began`, resident bytes); `peak` is the kernel's own (VmHWM).

    Both are sums over processes, shared pages counted in each. wait4's ru_maxrss would be wrong: before
    exec, a child has its parent's resident size.
    """

    def __init__(self, pid: int, began: float) -> None:
        self._pid = pid
        self._began = began
        self.peak = 0
        self.samples: list[tuple[float, int]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_EVERY):
            self._look()
        self._look()

    def _look(self) -> None:
        living = [status for status in map(_status, family(self._pid)) if "VmRSS" in status]
        if living:
            self.peak = max(self.peak, sum(_bytes(status["VmHWM"]) for status in living))
            resident = sum(_bytes(status["VmRSS"]) for status in living)
            self.samples.append((time.perf_counter() - self._began, resident))


def family(pid: int) -> Iterator[int]:
    """A process and all its descendants."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (thread / "children").read_text()
        except (FileNotFoundError, ProcessLookupError):  # it has ended
            continue
        for child in children.split():
            yield from family(int(child))


def _status(pid: int) -> Mapping[str, str]:
    """Fields of /proc/<pid>/status; empty if it has ended. A zombie has no VmRSS."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return dict(line.split(":", 1) for line in lines)


def _bytes(field: str) -> int:
    return int(field.split()[0]) * _KB
