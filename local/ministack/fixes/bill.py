"""Logs one line per billable AWS request.

AWS charges per S3 request, and per item that a DynamoDB request reads or writes, twice in a
transaction. MiniStack has no billing metrics. bench/api counts these lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from ministack.core.router import extract_access_key_id

from .guard import replaces, require
from .settings import settings


def keep() -> None:
    """Start logging; call after MiniStack's modules are loaded."""
    from ministack import app

    require(hasattr(app, "_ct_event_name"), "the name of what is asked")
    # Stays open as long as MiniStack runs.
    lines = open(settings.log_directory / "requests.log", "a", buffering=1, encoding="utf-8")  # noqa: SIM115

    @replaces(
        app,
        "_maybe_record_cloudtrail",
        "service method path headers body query_params request_id region",
    )
    def _record(
        original: Callable, service, method, path, headers, body, query_params, *more
    ) -> None:
        action = app._ct_event_name(service, method, path, headers, query_params)
        by_host = extract_access_key_id(headers, query_params) == settings.root_key
        items = len(json.loads(body)["TransactItems"]) if action == "TransactWriteItems" else 1
        line = {"service": service, "action": action, "items": items, "byHost": by_host}
        lines.write(json.dumps(line) + "\n")
        original(service, method, path, headers, body, query_params, *more)
