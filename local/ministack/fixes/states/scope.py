"""Execution, branch and context object of the current thread."""

from __future__ import annotations

import threading
from contextvars import ContextVar

execution: ContextVar[dict | None] = ContextVar("execution", default=None)
"""MiniStack's record of the running execution."""

context: ContextVar[dict | None] = ContextVar("context", default=None)
"""The context object (`$$`) of the running task."""

cuts: ContextVar[tuple[threading.Event, ...]] = ContextVar("cuts", default=())
"""One event per enclosing Parallel state; set when a sibling branch has failed."""


def is_over() -> bool:
    """Whether the thread's execution or branch has ended."""
    record = execution.get()
    ended = record is not None and record["status"] != "RUNNING"
    return ended or any(cut.is_set() for cut in cuts.get())
