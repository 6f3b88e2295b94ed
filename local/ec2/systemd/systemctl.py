"""`systemctl start [--no-block] UNIT` and `systemctl daemon-reload` on an instance of the embedded cloud.

Runs the image's own units. Each service has its own manager process in the instance's process group;
SIGTERM to the manager means that the machine shuts down.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from service import Service
from unit_file import Unit, UnitFileError, read_unit


def main(arguments: list[str]) -> int:
    words = [word for word in arguments if word != "--no-block"]
    if words == ["daemon-reload"]:
        return 0  # units are read anew at each start
    if len(words) != 2 or words[0] != "start":
        print(f"systemctl: the embedded cloud cannot do '{' '.join(arguments)}'", file=sys.stderr)
        return 1
    root = Path(os.environ["SPOTSCRIBE_ROOT"])
    try:
        unit = read_unit(words[1], root)
    except UnitFileError as e:
        print(f"Failed to start {words[1]}: {e}", file=sys.stderr)
        return 5
    return start(unit, root)


def start(unit: Unit, root: Path) -> int:
    """Returns once the program runs (a oneshot's: has ended well) or has failed; 0 also if already
    active. In the manager's process it returns at the service's end."""
    folder = root / "run/systemd/active"
    folder.mkdir(parents=True, exist_ok=True)
    is_active = folder / unit.name
    if is_active.exists():
        return 0
    told, tell = os.pipe()
    manager = os.fork()
    if manager == 0:
        os.close(told)
        note(is_active)
        Service(unit, root, is_active).live(lambda ok: answer(tell, ok))
        return 0
    os.close(tell)
    return 0 if os.read(told, 1) == b"1" else 1


def note(is_active: Path) -> None:
    """Writes atomically: a truncated pid would be another process's."""
    fresh = is_active.parent.parent / f"{is_active.name}.{os.getpid()}"
    fresh.write_text(str(os.getpid()), encoding="ascii")
    fresh.rename(is_active)


def answer(tell: int, ok: bool) -> None:
    """Reports each start; only the first report is read."""
    with suppress(BrokenPipeError):
        os.write(tell, b"1" if ok else b"0")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
