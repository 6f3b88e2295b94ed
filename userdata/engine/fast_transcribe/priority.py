"""Lowers the priority of the work before the model, for a model that uses all cores.

The stages before the model are ahead of it and can wait; the model's first window cannot.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

_LOWEST = 19


def lower_thread_priority() -> None:
    """Lowers the calling thread's priority, on Linux: other systems have none per thread."""
    if sys.platform == "linux":
        lower_process_priority(threading.get_native_id())


def lower_process_priority(number: int) -> None:
    with suppress(OSError):  # forbidden in some sandboxes, or the process has ended
        os.setpriority(os.PRIO_PROCESS, number, _LOWEST)
