"""EventBridge, and the pace of its scheduler; schedules.py has its rules.

AWS: sources `aws.*` are reserved for the services themselves; PutEvents refuses them to customers.
Here the instance host publishes for EC2, with the root key.
"""

from __future__ import annotations

import contextvars
from collections.abc import Awaitable, Callable

from ministack.core.router import extract_access_key_id
from ministack.services import eventbridge, scheduler

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


# AWS runs schedules to the minute, mostly to the second; MiniStack's interval of ten seconds would
# make every test of a schedule that long.
require(getattr(scheduler, "_SCHEDULE_TICK_INTERVAL", None) == 10, "the scheduler's tick")
scheduler._SCHEDULE_TICK_INTERVAL = 1
