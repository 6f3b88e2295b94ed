"""Spawns and reaps a service's processes. Imports little, since each boot waits for it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

_PR_SET_CHILD_SUBREAPER = 36
_NOT_FOUND = 203  # EXIT_EXEC of systemd.exec(5)


@dataclass(frozen=True)
class Ending:
    """How a process ended, in systemd's terms, see systemd.exec(5)."""

    result: str
    code: str
    status: str

    @property
    def is_clean(self) -> bool:
        return self.result == "success"

    def environment(self) -> dict[str, str]:
        return {
            "SERVICE_RESULT": self.result,
            "EXIT_CODE": self.code,
            "EXIT_STATUS": self.status,
        }


NOT_STARTED = Ending("exit-code", "exited", str(_NOT_FOUND))


def adopt_orphans() -> None:
    """Makes this process the subreaper of orphans, in place of a cgroup. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(command: list[str], environment: Mapping[str, str]) -> int:
    """Raises OSError if the program cannot be executed."""
    no_input = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
    defaults = [signal.SIGPIPE, signal.SIGXFSZ]  # ignored by Python; children would inherit it
    return os.posix_spawnp(
        command[0], command, dict(environment), file_actions=[no_input], setsigdef=defaults
    )


def ending_of(status: int) -> Ending:
    """Ending of a process that its service manager did not stop."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return Ending("success" if code == 0 else "exit-code", "exited", str(code))
    name = signal.Signals(-code).name.removeprefix("SIG")
    # SuccessExitStatus= of systemd.service(5)
    result = "success" if name in ("HUP", "INT", "TERM", "PIPE") else "signal"
    return Ending(result, "killed", name)


def end_all_children() -> None:
    """Kills grandchildren too: orphans are adopted and killed in a later round."""
    while children := _children():
        for child in children:
            _kill(child)
        for child in children:
            os.waitpid(child, 0)


def wait(process: int, seconds: float) -> int | None:
    """The process's status, or None after `seconds`. Reaps other children too."""
    deadline = time.monotonic() + seconds
    while (status := reap(process)) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    return status


def reap(process: int) -> int | None:
    """The process's status if it has ended. Reaps other ended children too."""
    while True:
        try:
            ended, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return None
        if ended == process:
            return status
        if ended == 0:
            return None


def _children() -> list[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except FileNotFoundError:
        return []  # not Linux, or not supported by the kernel


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):  # already ended
        os.kill(process, signal.SIGKILL)
