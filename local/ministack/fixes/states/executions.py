"""Executions: idempotent start, total timeout, a single ending.

AWS: StartExecution with the name and input of a running execution returns the first answer; a
state machine's TimeoutSeconds ends the execution as TIMED_OUT; an execution that a `.sync` task
waits for is stopped with the one that waits.
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
"""

from __future__ import annotations

import contextvars
import json
import threading
from collections.abc import Callable

from ministack.services import stepfunctions

from ..guard import replaces
from . import scope
from .errors import ABORTED

_start_lock = threading.Lock()


@replaces(stepfunctions, "_start_execution", "data")
def _start_execution(original: Callable, data: dict) -> tuple:
    with _start_lock:
        running = _same_running(data)
        if running is None:
            return original(data)
        started = {key: running[key] for key in ("executionArn", "startDate")}
        return stepfunctions.json_response(started)


def _same_running(data: dict) -> dict | None:
    machine = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", ""))
    if machine is None or not data.get("name"):
        return None
    prefix = machine.replace(":stateMachine:", ":execution:")
    execution = stepfunctions._executions.get(f"{prefix}:{data['name']}")
    if execution is None or execution["status"] != "RUNNING":
        return None
    return execution if execution["input"] == data.get("input", "{}") else None


@replaces(stepfunctions, "_fail_execution", "execution error cause")
def _fail_execution(original: Callable, execution: dict, error: str, cause: str) -> None:
    """A stopped or timed-out execution cannot fail too; a failed execution has no output."""
    if execution["status"] != "RUNNING":
        return
    if error == ABORTED:
        stepfunctions._stop_execution({"executionArn": execution["executionArn"]})
        return
    original(execution, error, cause)
    execution["output"] = None


def _time_out(execution: dict) -> None:
    if execution["status"] != "RUNNING":
        return
    execution.update(
        status="TIMED_OUT", stopDate=stepfunctions.now_iso(), error="States.Timeout", cause=None
    )
    stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
    stepfunctions._emit_execution_status_event(execution)


def _total_seconds(execution: dict) -> float | None:
    machine = stepfunctions._state_machines[execution["stateMachineArn"]]
    return json.loads(machine["definition"]).get("TimeoutSeconds")


def _arm(execution: dict) -> threading.Timer | None:
    seconds = _total_seconds(execution)
    if seconds is None:
        return None
    work = contextvars.copy_context()
    timer = threading.Timer(seconds, work.run, (_time_out, execution))
    timer.daemon = True
    timer.start()
    return timer


@replaces(stepfunctions, "_run_execution", "exec_arn")
def _run_execution(original: Callable, exec_arn: str) -> None:
    execution = stepfunctions._executions[exec_arn]
    above = scope.execution.get()
    if not execution.get("sync"):
        scope.cuts.set(())  # started by a task that does not wait for it
    elif above is not None:
        execution["parentArn"] = above["executionArn"]
    # A nested .sync child runs in its parent's thread: restore the parent afterwards.
    parent = scope.execution.set(execution)
    timer = _arm(execution)
    try:
        original(exec_arn)
    finally:
        scope.execution.reset(parent)
        if timer:
            timer.cancel()
