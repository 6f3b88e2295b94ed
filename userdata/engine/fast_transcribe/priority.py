"""Who may wait for a core when the model itself works on all of them.

What is ahead of the model has time then; the model on its first window has none, for somebody waits
to read it.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

_LOWEST = 19


def thread_stands_back() -> None:
    """The calling thread, on Linux: other systems have no priority for each thread."""
    if sys.platform == "linux":
        process_stands_back(threading.get_native_id())


def process_stands_back(number: int) -> None:
    with suppress(OSError):  # forbidden in some sandbox, or it has ended: slower, and no worse
        os.setpriority(os.PRIO_PROCESS, number, _LOWEST)
