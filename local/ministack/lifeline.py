"""The emulator lives as long as its standard input: whoever started it holds the other end.

A parent that was killed cannot say goodbye, but its end of the pipe closes. Lines on the pipe
are orders (JSON, one a line), see fixes/faults.py. Each is answered with an empty line once it is
carried out.
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
"""The file descriptor that the parent reads."""


def _follow() -> None:
    for line in sys.stdin:
        try:
            faults.put(json.loads(line))
        except ValueError as error:
            logger.error("order not understood: %s", error)
        os.write(_ANSWERS, b"\n")
    # The emulator leads a process group of its own: its Lambda workers go with it.
    os.killpg(os.getpgrp(), signal.SIGKILL)


def hold() -> None:
    """End this process group when standard input ends.

    Raises:
        SystemExit: this process leads no group of its own; ending it would end others.
    """
    if os.getpgrp() != os.getpid():
        raise SystemExit("The emulator must lead a process group: start it with local/emulator.ts.")
    threading.Thread(target=_follow, daemon=True, name="lifeline").start()
