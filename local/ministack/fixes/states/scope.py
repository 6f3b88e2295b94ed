"""Which execution, branch and context object the current thread works for."""

from __future__ import annotations

import threading
from contextvars import ContextVar

execution: ContextVar[dict | None] = ContextVar("execution", default=None)
"""MiniStack's record of the running execution."""

context: ContextVar[dict | None] = ContextVar("context", default=None)
"""The context object (`$$`) of the running task."""

cuts: ContextVar[tuple[threading.Event, ...]] = ContextVar("cuts", default=())
"""One event for each Parallel state around this branch; set when a sibling has failed."""


def is_over() -> bool:
    """Whether what this thread does is of no interest any more."""
    record = execution.get()
    ended = record is not None and record["status"] != "RUNNING"
    return ended or any(cut.is_set() for cut in cuts.get())
