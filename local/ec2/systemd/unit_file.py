"""Parser of unit files, for the subset that the project's units use.

A setting in neither list below is an error: systemd itself would only warn of a misspelt name, on
AWS.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# Settings that are implemented.
OBEYED = {
    "EnvironmentFile",
    "ExecStart",
    "ExecStopPost",
    "RemainAfterExit",
    "Restart",
    "RestartSec",
    "StartLimitBurst",
    "StartLimitIntervalSec",
    "TimeoutStopSec",
    "Type",
    "WatchdogSec",
}
# Settings that always hold here (mixed, SIGKILL, one boot) or concern real machines only:
# kernel protection, capabilities, journal, boot order.
TAKEN_AS_READ = {
    "CapabilityBoundingSet",
    "Conflicts",
    "Before",
    "DefaultDependencies",
    "Description",
    "ExecStartPre",
    "KillMode",
    "LimitCORE",
    "LockPersonality",
    "NoNewPrivileges",
    "NotifyAccess",
    "OOMPolicy",
    "PrivateNetwork",
    "PrivateTmp",
    "ProtectClock",
    "ProtectControlGroups",
    "ProtectHome",
    "ProtectHostname",
    "ProtectKernelLogs",
    "ProtectKernelModules",
    "ProtectKernelTunables",
    "ProtectSystem",
    "RequiresMountsFor",
    "RestrictAddressFamilies",
    "RestrictNamespaces",
    "RestrictRealtime",
    "RestrictSUIDSGID",
    "RuntimeDirectory",
    "RuntimeDirectoryMode",
    "RuntimeDirectoryPreserve",
    "StandardError",
    "StandardOutput",
    "StartLimitAction",
    "StateDirectory",
    "SystemCallArchitectures",
    "WantedBy",
    "WatchdogSignal",
}
SECONDS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400}


class UnitFileError(Exception):
    """Raised for a missing unit or an unsupported setting."""


@dataclass(frozen=True)
class Unit:
    name: str
    is_oneshot: bool
    command: list[str]
    stop_post: list[str]
    environment_file: Path | None
    remains_after_exit: bool
    restarts_on_failure: bool
    restart_seconds: float
    start_limit: int
    start_limit_seconds: float
    stop_seconds: float
    watchdog_seconds: float | None


def read_unit(name: str, root: Path) -> Unit:
    """The installed unit with its drop-ins in /run. Raises UnitFileError."""
    file = root / "opt/spotscribe/machine" / name
    if not file.is_file():
        raise UnitFileError(f"Unit {name} not found.")
    settings = _settings(file)
    for drop_in in sorted((root / "run/systemd/system" / f"{name}.d").glob("*.conf")):
        settings |= _settings(drop_in)
    watchdog = settings.get("WatchdogSec")
    environment_file = settings.get("EnvironmentFile")
    return Unit(
        name=name,
        is_oneshot=settings.get("Type") == "oneshot",
        command=_command(settings["ExecStart"], root),
        stop_post=_command(settings.get("ExecStopPost", ""), root),
        environment_file=environment_file and _below(root, environment_file),
        remains_after_exit=settings.get("RemainAfterExit") == "yes",
        restarts_on_failure=settings.get("Restart") == "on-failure",
        restart_seconds=_seconds(settings.get("RestartSec", "100ms")),
        start_limit=int(settings.get("StartLimitBurst", "5")),
        start_limit_seconds=_seconds(settings.get("StartLimitIntervalSec", "10s")),
        stop_seconds=_seconds(settings.get("TimeoutStopSec", "90")),
        watchdog_seconds=None if watchdog is None else _seconds(watchdog),
    )


def _settings(file: Path) -> dict[str, str]:
    settings = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("#", "[")):
            continue
        name, separator, value = line.partition("=")
        if not separator or name not in OBEYED | TAKEN_AS_READ:
            raise UnitFileError(f"{file.name}: '{line}' is not understood by the embedded cloud.")
        settings[name] = value  # the last one counts, also after an empty one
    return settings


def _command(line: str, root: Path) -> list[str]:
    """Splits at spaces; quotes and variables are not supported."""
    if any(mark in line for mark in "\"'$%\\"):
        raise UnitFileError(f"'{line}' is not understood by the embedded cloud.")
    return [str(_below(root, word)) if word.startswith("/") else word for word in line.split()]


def _below(root: Path, path: str) -> Path:
    """Refuses paths outside the instance, which would be the computer's own files."""
    if not path.startswith(("/opt/spotscribe/", "/run/spotscribe/")):
        raise UnitFileError(f"{path} is not a path of an instance.")
    return root / path[1:]


def _seconds(text: str) -> float:
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    return float(number) * SECONDS[text[len(number) :] or "s"]
