"""Ends the emulator when its standard input closes; the parent process holds the other end.

The pipe closes even if the parent is killed. Lines on it are orders (one JSON object each), see
fixes/faults.py; each is acknowledged with an empty line once it is in effect.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading

from fixes import faults

logger = logging.getLogger("lifeline")

_ANSWERS = 3
"""File descriptor for acknowledgements to the parent."""


def _follow() -> None:
    for line in sys.stdin:
        try:
            faults.put(json.loads(line))
        except ValueError as error:
            logger.error("order not understood: %s", error)
        os.write(_ANSWERS, b"\n")
    # The emulator leads its own process group, which includes its Lambda workers.
    os.killpg(os.getpgrp(), signal.SIGKILL)


def hold() -> None:
    """End this process group when standard input ends.

    Raises:
        SystemExit: this process does not lead its group; killing the group would kill others.
    """
    if os.getpgrp() != os.getpid():
        raise SystemExit("The emulator must lead a process group: start it with local/emulator.ts.")
    threading.Thread(target=_follow, daemon=True, name="lifeline").start()
