"""EventBridge, and the pace of its scheduler; schedules.py has its rules.

* AWS: sources `aws.*` are reserved for the services themselves; PutEvents refuses them to customers.
  Here the instance host publishes for EC2, with the root key.
* AWS: a rule invokes a function asynchronously: Lambda repeats a failed invocation twice, and then
  sends the event to the function's destination. MiniStack drops it after the first failure.
  https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

from __future__ import annotations

import contextvars
import json
from collections.abc import Awaitable, Callable

from ministack.core.router import extract_access_key_id
from ministack.services import eventbridge, lambda_svc, scheduler

from .guard import replaces, require
from .settings import settings

_from_host: contextvars.ContextVar[bool] = contextvars.ContextVar("from_host", default=False)


@replaces(eventbridge, "handle_request", "method path headers body query_params")
def _remember_caller(
    original: Callable[..., Awaitable[tuple]], method, path, headers, body, query_params
) -> Awaitable[tuple]:
    _from_host.set(extract_access_key_id(headers, query_params) == settings.root_key)
    return original(method, path, headers, body, query_params)


@replaces(eventbridge, "_put_events", "data allow_aws_source")
def _put_events(original: Callable, data: dict, allow_aws_source: bool = False) -> tuple:
    return original(data, allow_aws_source or _from_host.get())


@replaces(eventbridge, "_dispatch_to_lambda", "arn payload")
def _invoke(original: Callable, arn: str, payload: str) -> None:
    record, config, _name = lambda_svc._get_func_record_for_ref(arn)
    if not record or not config:
        original(arn, payload)  # says so
        return
    function = lambda_svc._execution_record_for_config(record, config)
    lambda_svc.invoke_async_with_retry(function, json.loads(payload))


# AWS runs schedules to the minute, mostly to the second; MiniStack's interval of ten seconds would
# make every test of a schedule that long.
require(getattr(scheduler, "_SCHEDULE_TICK_INTERVAL", None) == 10, "the scheduler's tick")
scheduler._SCHEDULE_TICK_INTERVAL = 1
