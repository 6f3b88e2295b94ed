"""Tasks that fail because a test says so, as if their service had (see ../faults.py)."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ministack.services import stepfunctions

from .. import faults
from ..guard import replaces
from . import (
    permissions,  # noqa: F401 - wrapped first: an injected failure needs no permission
    scope,
)
from .errors import Failure

_lock = threading.Lock()


def _take() -> dict | None:
    """The fault of the current task, if any; consumes one of its times."""
    execution, context = scope.execution.get(), scope.context.get()
    if execution is None or context is None:
        return None
    here = (execution["name"], context["State"]["Name"])
    with _lock:
        for fault in faults.failing_tasks:
            if (fault["execution"], fault["state"]) == here and fault["times"] > 0:
                fault["times"] -= 1
                return fault
    return None


@replaces(stepfunctions, "_invoke_resource", "resource input_data")
def _invoke_resource(original: Callable, resource: str, input_data: object) -> object:
    """With isDone the task is carried out, and only its answer is lost."""
    fault = _take()
    if fault is None:
        return original(resource, input_data)
    if fault["isDone"]:
        original(resource, input_data)
    raise Failure(fault["error"], fault["cause"])
