"""Task tokens: one per try, closed when its task ends, with a heartbeat timeout.

AWS: a task that waits for a token fails with States.HeartbeatTimeout without a heartbeat in time
and with States.Timeout after its total time; a retry gets a new token; answering the token of an
ended task gives TaskTimedOut, an unknown token InvalidToken.
https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
"""

from __future__ import annotations

import contextvars
import json
import threading
import time
from collections.abc import Callable

from ministack.services import stepfunctions

from .. import faults
from ..guard import replaces, require
from . import scope
from .errors import ABORTED, Failure

_NEVER = 99_999_999
_closed: set[str] = set()

require(hasattr(stepfunctions, "_task_tokens"), "stepfunctions._task_tokens is gone")


class Wait:
    """One try of a task, from passing out its token to the answer."""

    def __init__(self, state: dict) -> None:
        self.answered = threading.Event()
        self.began = self.last_beat = _now()
        self.timeout = state.get("TimeoutSeconds", _NEVER)
        self.heartbeat = state.get("HeartbeatSeconds", _NEVER)
        self.scope = contextvars.copy_context()
        # MiniStack stores the answer in this record and sets its event.
        self.record = {"event": self.answered, "result": None, "error": None, "wait": self}

    def is_over(self) -> bool:
        """Whether the task no longer waits; called from the answer's thread."""
        return self.answered.is_set() or self.scope.copy().run(scope.is_over)

    def beat(self) -> None:
        """Record a heartbeat."""
        self.last_beat = _now()

    def until_answered(self) -> None:
        """Block until answered.

        Raises:
            Failure: timeout, or the execution has ended.
        """
        while not self.answered.wait(0.1):
            now = _now()
            if scope.is_over():
                raise Failure(ABORTED, "the execution is over")
            if now - self.began > self.timeout:
                raise Failure("States.Timeout", "")
            if now - self.last_beat > self.heartbeat:
                raise Failure("States.HeartbeatTimeout", "")

    def answer(self) -> object:
        """Output of SendTaskSuccess.

        Raises:
            Failure: the task was answered by SendTaskFailure.
        """
        error = self.record["error"]
        if error:
            raise Failure(error.get("Error", ""), error.get("Cause", ""))
        return json.loads(self.record["result"])


def _now() -> float:
    return time.monotonic() + faults.ahead_seconds


def _close(token: str) -> None:
    stepfunctions._task_tokens.pop(token, None)
    _closed.add(token)
    task_context = scope.context.get()
    if task_context is not None:
        task_context["Task"] = {"Token": stepfunctions.new_uuid()}


@replaces(stepfunctions, "_invoke_with_callback", "resource input_data token state_def")
def _invoke_with_callback(
    _original: Callable, resource: str, input_data: object, token: str, state_def: dict
) -> object:
    """Register the token, run the task, wait for the answer."""
    _show_parameters(resource, input_data)
    wait = Wait(state_def)
    stepfunctions._task_tokens[token] = wait.record
    try:
        stepfunctions._invoke_resource(resource.replace(".waitForTaskToken", ""), input_data)
        wait.until_answered()
        return wait.answer()
    finally:
        _close(token)


def _show_parameters(resource: str, input_data: object) -> None:
    """AWS: the history has the parameters of a scheduled task, the token among them.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_TaskScheduledEventDetails.html
    """
    execution = scope.execution.get() or {"events": []}
    for event in reversed(execution["events"]):
        details = event.get("taskScheduledEventDetails", {})
        if details.get("resource") == resource:
            details["parameters"] = json.dumps(input_data)
            return


def _refusal(code: str, message: str) -> tuple:
    return stepfunctions.error_response_json(code, message, 400)


def _refused(token: str) -> tuple | None:
    record = stepfunctions._task_tokens.get(token)
    if token in _closed or (record and record["wait"].is_over()):
        message = "Task Timed Out: 'Provided task does not exist anymore'"
        return _refusal("TaskTimedOut", message)
    return None if record else _refusal("InvalidToken", "Invalid Token: 'Invalid token'")


@replaces(stepfunctions, "_send_task_success", "data")
def _send_task_success(original: Callable, data: dict) -> tuple:
    refused = _refused(data.get("taskToken", ""))
    if refused:
        return refused
    try:
        json.loads(data.get("output", ""))
    except ValueError:
        return _refusal("InvalidOutput", "Invalid Output: the output is no valid JSON")
    return original(data)


@replaces(stepfunctions, "_send_task_failure", "data")
def _send_task_failure(original: Callable, data: dict) -> tuple:
    return _refused(data.get("taskToken", "")) or original(data)


@replaces(stepfunctions, "_send_task_heartbeat", "data")
def _send_task_heartbeat(_original: Callable, data: dict) -> tuple:
    token = data.get("taskToken", "")
    refused = _refused(token)
    if refused is None:
        stepfunctions._task_tokens[token]["wait"].beat()
    return refused or stepfunctions.json_response({})
