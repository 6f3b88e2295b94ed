"""The memory of another process, looked at while it runs."""

from __future__ import annotations

import threading
import time
from pathlib import Path

_LOOK_EVERY = 0.1  # seconds
_KB = 1024  # what /proc calls kB


class MemoryWatch:
    """`samples`: (seconds since `began`, resident bytes); `peak` is the kernel's own (VmHWM).

    wait4's ru_maxrss would not do: before exec, a child counts as much memory as its parent.
    """

    def __init__(self, pid: int, began: float) -> None:
        self._status = Path(f"/proc/{pid}/status")
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
        try:
            lines = self._status.read_text().splitlines()
        except ProcessLookupError:
            return
        fields = dict(line.split(":", 1) for line in lines)
        if "VmRSS" in fields:  # a process that has ended has none
            self.peak = max(self.peak, _bytes(fields["VmHWM"]))
            self.samples.append((time.perf_counter() - self._began, _bytes(fields["VmRSS"])))


def _bytes(field: str) -> int:
    return int(field.split()[0]) * _KB
