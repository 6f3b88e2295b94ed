"""256 KiB limit of inputs and outputs of executions, states and tasks.

https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
"""

from __future__ import annotations

import json
from collections.abc import Callable

from ministack.services import stepfunctions

from ..guard import replaces
from .errors import Failure

DATA_BYTES = 256 * 1024


def _too_long(data: dict, field: str) -> tuple | None:
    size = len((data.get(field) or "").encode())
    if size <= DATA_BYTES:
        return None
    message = (
        f"1 validation error detected: Value at '{field}' failed to satisfy constraint: "
        f"Member must have length less than or equal to {DATA_BYTES}"
    )
    return stepfunctions.error_response_json("ValidationException", message, 400)


@replaces(stepfunctions, "_start_execution", "data")
def _start_execution(original: Callable, data: dict) -> tuple:
    return _too_long(data, "input") or original(data)


@replaces(stepfunctions, "_send_task_success", "data")
def _send_task_success(original: Callable, data: dict) -> tuple:
    return _too_long(data, "output") or original(data)


@replaces(stepfunctions, "_apply_output_path", "state_def data ctx")
def _apply_output_path(
    original: Callable, state_def: dict, data: object, ctx: dict | None = None
) -> object:
    output = original(state_def, data, ctx)
    if len(json.dumps(output, ensure_ascii=False).encode()) > DATA_BYTES:
        message = "The state's output is larger than the service allows (262144 bytes)."
        raise Failure("States.DataLimitExceeded", message)
    return output
