"""Lifecycle of one service: start, watchdog, restarts, ExecStopPost.

Every ending runs ExecStopPost and kills the remaining processes, as systemd does.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from processes import (
    NOT_STARTED,
    Ending,
    adopt_orphans,
    end_all_children,
    ending_of,
    reap,
    spawn,
    wait,
)
from unit_file import Unit

# Inherited by services: what a real machine discovers by itself, and the proxy. Nothing else of the
# caller's environment is.
MACHINE = {
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_ENDPOINT_URL",
    "HOME",
    "HTTP_PROXY",
    "LANG",
    "NODE_OPTIONS",
    "NODE_USE_ENV_PROXY",
    "PATH",
    "SPOTSCRIBE_ROOT",
    "TMPDIR",
}
_LONG = 3600.0


class Service:
    def __init__(self, unit: Unit, root: Path, is_active: Path) -> None:
        self._unit = unit
        self._root = root
        self._is_active = is_active
        self._wake, waker = os.pipe()
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._shut_down)
        self._shutting_down = False
        self._notices = self._listen()

    def live(self, on_started: Callable[[bool], None]) -> None:
        """Runs until the final ending. `on_started` gets whether the program could be executed, and
        succeeded if the unit is a oneshot."""
        adopt_orphans()
        starts: list[float] = []
        while self._may_start(starts):
            starts.append(time.monotonic())
            ending = self._once(on_started)
            self._stop_post(ending)
            end_all_children()
            if ending.is_clean or not self._unit.restarts_on_failure or self._shutting_down:
                break
            time.sleep(self._unit.restart_seconds)
        if not self._unit.remains_after_exit:
            self._is_active.unlink(missing_ok=True)

    def _may_start(self, starts: list[float]) -> bool:
        since = time.monotonic() - self._unit.start_limit_seconds
        return sum(start > since for start in starts) < self._unit.start_limit

    def _once(self, on_started: Callable[[bool], None]) -> Ending:
        try:
            main = spawn(self._unit.command, self._environment())
        except OSError as e:
            print(f"systemd: {self._unit.name}: {e}", flush=True)
            on_started(False)
            return NOT_STARTED
        if not self._unit.is_oneshot:
            on_started(True)
        ending = self._watch(main)
        if self._unit.is_oneshot:
            on_started(ending.is_clean)
        return ending

    def _watch(self, main: int) -> Ending:
        is_debugged = "--inspect" in os.environ.get("NODE_OPTIONS", "")
        patience = _LONG if is_debugged else self._unit.watchdog_seconds or _LONG
        last_sign = time.monotonic()
        while (status := reap(main)) is None:
            if self._shutting_down:
                return self._stop(main)
            left = last_sign + patience - time.monotonic()
            if left <= 0:
                return self._stands_still(main)
            ready, _, _ = select.select([self._notices, self._wake], [], [], left)
            if self._wake in ready:
                os.read(self._wake, 100)
            if self._notices in ready and b"WATCHDOG=1" in self._notices.recv(4096).split(b"\n"):
                last_sign = time.monotonic()
        return ending_of(status)

    def _stands_still(self, main: int) -> Ending:
        print(f"systemd: {self._unit.name}: Watchdog timeout!", flush=True)
        os.kill(main, signal.SIGKILL)
        wait(main, _LONG)
        return Ending("watchdog", "killed", "KILL")

    def _stop(self, main: int) -> Ending:
        os.kill(main, signal.SIGTERM)
        status = wait(main, self._unit.stop_seconds)
        if status is not None:
            return ending_of(status)
        os.kill(main, signal.SIGKILL)
        wait(main, _LONG)
        return Ending("timeout", "killed", "KILL")

    def _stop_post(self, ending: Ending) -> None:
        if not self._unit.stop_post:
            return
        process = spawn(self._unit.stop_post, self._environment() | ending.environment())
        if wait(process, self._unit.stop_seconds) is None:
            print(f"systemd: {self._unit.name}: ExecStopPost timed out.", flush=True)

    def _environment(self) -> dict[str, str]:
        environment = {k: v for k, v in os.environ.items() if k in MACHINE or k.endswith("_MARK")}
        environment["NOTIFY_SOCKET"] = str(self._notify_socket)
        if self._unit.watchdog_seconds is not None:
            environment["WATCHDOG_USEC"] = str(int(self._unit.watchdog_seconds * 1_000_000))
        return environment | self._environment_file()

    def _environment_file(self) -> dict[str, str]:
        if self._unit.environment_file is None:
            return {}
        lines = self._unit.environment_file.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def _notify_socket(self) -> Path:
        return self._root / "run/systemd" / f"{self._unit.name}.notify"

    def _listen(self) -> socket.socket:
        """Binds by a relative name: the full path may exceed the limit of a socket name."""
        path = self._notify_socket
        path.unlink(missing_ok=True)
        os.chdir(path.parent)
        notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notices.bind(path.name)
        os.chdir(self._root)
        return notices

    def _shut_down(self, *_: object) -> None:
        self._shutting_down = True
