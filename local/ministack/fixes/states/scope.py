"""Execution, branch and context object of the current thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextvars import ContextVar

from ministack.services import stepfunctions

execution: ContextVar[dict | None] = ContextVar("execution", default=None)
"""MiniStack's record of the running execution."""

context: ContextVar[dict | None] = ContextVar("context", default=None)
"""The context object (`$$`) of the running task."""

cuts: ContextVar[tuple[threading.Event, ...]] = ContextVar("cuts", default=())
"""One event per enclosing Parallel or Map state; set when a sibling has failed."""


def is_over() -> bool:
    """Whether the thread's branch or execution, or one that waits for it, has ended."""
    return any(cut.is_set() for cut in cuts.get()) or any(
        one["status"] != "RUNNING" for one in lineage()
    )


def lineage() -> Iterator[dict]:
    """The thread's execution and those that wait for it: of a Map Run, of a `.sync` task."""
    record = execution.get()
    while record is not None:
        yield record
        record = stepfunctions._executions.get(record.get("parentArn"))


def machine(record: dict) -> dict:
    """The state machine of an execution; that of a Map Run's child is called `machine/label`."""
    return stepfunctions._state_machines[record["stateMachineArn"].split("/")[0]]
