"""Lambda: error names, logs, bursts and payload limits.

* AWS: a function that throws returns {errorType: <the error's name>, errorMessage, trace}, and
  Step Functions matches ErrorEquals against that name. MiniStack's Node worker always returns
  `Runtime.HandlerError` and ends the worker.
* AWS: a function's output appears in its log at once, each invocation begins with a START line, and
  an error that ends it is written there. Here: one file per function.
* AWS: request and response of a synchronous invocation are limited to 6 MB.
  https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from . import metrics
from .guard import replaces, require
from .settings import settings

PAYLOAD_BYTES = 6 * 1024 * 1024

_NAMED_ERROR = (
    'status: "ok", result: {{__thrown: {{errorType: ({e} && {e}.name) || "Error", '
    "errorMessage: String({e} && {e}.message !== undefined ? {e}.message : {e}), "
    'trace: String(({e} && {e}.stack) || "").split("\\n")}}}}'
)
_ANONYMOUS_ERRORS = {
    "err": 'status: "error", error: String(err.message || err), trace: err.stack || ""',
    "e": 'status: "error", error: e.message, trace: e.stack',
}


def _name_errors(worker_script: str) -> str:
    for variable, anonymous in _ANONYMOUS_ERRORS.items():
        require(worker_script.count(anonymous) == 1, "the Node worker's way to report an error")
        worker_script = worker_script.replace(anonymous, _NAMED_ERROR.format(e=variable))
    return worker_script


require(hasattr(lambda_runtime, "_NODEJS_WORKER_SCRIPT"), "the Node worker's script")
lambda_runtime._NODEJS_WORKER_SCRIPT = _name_errors(lambda_runtime._NODEJS_WORKER_SCRIPT)


# An invocation without output would wait 50 ms for log lines; the file below gets late lines anyway.
require(
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ == (0.05, 0.005, 0.25),
    "how long a worker waits for log lines",
)
lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.003, 0.002, 0.1)


def _append_to_log(function_name: str, line: str) -> None:
    with open(settings.log_directory / f"{function_name}.log", "a", encoding="utf-8") as log:
        log.write(line)


def _read_stderr(worker: lambda_runtime.Worker) -> None:
    """Copy a worker's output into its function's log file, and take the metrics in it."""
    with open(settings.log_directory / f"{worker.func_name}.log", "a", encoding="utf-8") as log:
        for line in worker._proc.stderr:
            log.write(line)
            log.flush()
            metrics.read(line)
            worker._stderr_queue.put(line.rstrip("\n"))


require(hasattr(lambda_runtime.Worker, "_read_stderr"), "the reader of a worker's output")
lambda_runtime.Worker._read_stderr = _read_stderr

_slots: dict[str, threading.BoundedSemaphore] = {}
_slots_lock = threading.Lock()


def _slot(function_name: str) -> threading.BoundedSemaphore:
    with _slots_lock:
        return _slots.setdefault(function_name, threading.BoundedSemaphore(settings.lambda_cap))


def _failure(error_type: str, message: str, trace: list[str]) -> dict:
    body = {"errorType": error_type, "errorMessage": message, "trace": trace}
    return {"body": body, "error": True, "log": "\n".join(trace)}


def _as_aws_answers(result: dict) -> dict:
    body = result.get("body")
    if isinstance(body, dict) and "__thrown" in body:
        thrown = body["__thrown"]
        return _failure(thrown["errorType"], thrown["errorMessage"], thrown["trace"])
    size = len(json.dumps(body, ensure_ascii=False).encode())
    if size > PAYLOAD_BYTES:
        message = f"Response payload size ({size} bytes) exceeded maximum allowed payload size"
        return _failure("Function.ResponseSizeTooLarge", f"{message} ({PAYLOAD_BYTES} bytes).", [])
    return result


@replaces(lambda_svc, "_execute_function_warm", "func event request_id")
def _execute(original: Callable, func: dict, event: dict, request_id: str) -> dict:
    """Run one invocation. Bursts queue for a worker: one process per event would overload a laptop."""
    name = (func.get("config") or func).get("FunctionName", "unknown")
    with _slot(name):
        _append_to_log(name, f"START RequestId: {request_id} Version: $LATEST\n")
        answer = _as_aws_answers(original(func, event, request_id))
        if answer.get("error"):
            _append_to_log(name, f"ERROR\tInvoke Error\t{json.dumps(answer.get('body'))}\n")
        return answer


@replaces(lambda_svc, "_invoke", "name event headers path_qualifier query_params")
async def _invoke(original: Callable, name: str, event: object, headers: dict, *more) -> tuple:
    size = len(json.dumps(event, ensure_ascii=False).encode())
    if size > PAYLOAD_BYTES:
        return lambda_svc.error_response_json(
            "RequestEntityTooLargeException",
            f"{size} byte payload is too large for the RequestResponse invocation type "
            f"(limit {PAYLOAD_BYTES} bytes)",
            413,
        )
    return await original(name, event, headers, *more)
