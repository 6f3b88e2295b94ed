"""What is asked of AWS, a line for each request, as a bill would count it.

AWS charges for requests: each one to S3; each item that one to DynamoDB reads or writes, twice in a
transaction. MiniStack knows neither bills nor metrics of them. bench/api counts these lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from ministack.core.router import extract_access_key_id

from .guard import replaces, require
from .settings import settings


def keep() -> None:
    """Begin to write; to be called when MiniStack's own modules are complete."""
    from ministack import app

    require(hasattr(app, "_ct_event_name"), "the name of what is asked")
    # Open as long as MiniStack runs
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
