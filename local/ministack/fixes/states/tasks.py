"""Tasks: time limits by path; no work for an ended execution.

AWS: TimeoutSecondsPath and HeartbeatSecondsPath read the number from the state's input, as does an
expression in JSONata. The heartbeat
must be smaller than the timeout; that of a path is known, and refused, when the state is entered.
https://states-language.net/spec.html#timeouts
"""

from __future__ import annotations

import contextvars
import time
from collections.abc import Callable

from ministack.services import stepfunctions

from .. import faults
from ..guard import replaces
from . import scope
from .definitions import NO_TIMEOUT
from .errors import ABORTED, Failure

_LIMITS = ("TimeoutSeconds", "HeartbeatSeconds")


def _stop_if_over() -> None:
    if scope.is_over():
        raise Failure(ABORTED, "the execution is over")


def _with_limits(state: dict, raw_input: object, context: dict) -> dict:
    found = {
        name: stepfunctions._resolve_path_or_ctx(state[f"{name}Path"], raw_input, context)
        for name in _LIMITS
        if f"{name}Path" in state
    }
    if stepfunctions._state_query_language(state, context) == "JSONata":
        found |= {
            name: stepfunctions._apply_jsonata_template(state[name], raw_input, context)
            for name in _LIMITS
            if name in state
        }
    limits = {**state, **found}
    if limits.get("HeartbeatSeconds", 0) >= limits.get("TimeoutSeconds", NO_TIMEOUT):
        raise Failure("States.Runtime", "HeartbeatSeconds must be smaller than TimeoutSeconds.")
    return limits


@replaces(stepfunctions, "_execute_task", "state_def raw_input execution ctx")
def _execute_task(
    original: Callable, state_def: dict, raw_input: object, execution: dict | None, ctx: dict
) -> object:
    _stop_if_over()
    state = _with_limits(state_def, raw_input, ctx)

    def in_scope() -> object:
        scope.context.set(ctx)
        return original(state, raw_input, execution, ctx)

    return contextvars.copy_context().run(in_scope)


@replaces(stepfunctions, "_scaled_sleep", "seconds")
def _scaled_sleep(_original: Callable, seconds: float) -> None:
    """Wait states and retry delays end with their execution."""
    left = seconds
    while left > 0:
        _stop_if_over()
        began, speed = time.monotonic(), faults.wait_speed
        time.sleep(min(left / speed, 0.2))
        left -= (time.monotonic() - began) * speed
