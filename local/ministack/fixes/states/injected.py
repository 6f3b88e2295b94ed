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
    """The fault of the current task, if any; consumes one of its times.

    A fault of an execution holds for the children of its Map Runs as well.
    """
    context = scope.context.get()
    if context is None or not faults.failing_tasks:
        return None
    names, state = {one["name"] for one in scope.lineage()}, context["State"]["Name"]
    with _lock:
        for fault in faults.failing_tasks:
            if fault["execution"] in names and fault["state"] == state and fault["times"] > 0:
                fault["times"] -= 1
                return fault
    return None


@replaces(stepfunctions, "_invoke_resource", "resource input_data")
def _invoke_resource(original: Callable, resource: str, input_data: object) -> object:
    """With isDone the task is carried out, and only its answer is lost.

    What fails or answers otherwise by itself does not use up a time of the fault.
    """
    fault = _take()
    if fault is None:
        return original(resource, input_data)
    if fault["isDone"]:
        done = False
        try:
            answer = original(resource, input_data)
            done = _holds(answer, fault.get("answer", {}))
        finally:
            if not done:
                _give_back(fault)
        if not done:
            return answer
    raise Failure(fault["error"], fault["cause"])


def _give_back(fault: dict) -> None:
    with _lock:
        fault["times"] += 1


def _holds(answer: object, fields: dict) -> bool:
    """Whether the payload of a function has these fields; every answer has none."""
    payload = answer.get("Payload") if isinstance(answer, dict) else None
    return not fields or (isinstance(payload, dict) and fields.items() <= payload.items())
