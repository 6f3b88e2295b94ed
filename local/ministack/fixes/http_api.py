"""API Gateway HTTP APIs: size and time limits.

AWS: requests are limited to 10 MB, integrations to 30 s, and the event of a function to Lambda's
6 MB (binary as base64).
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from ministack.services import apigateway

from .functions import PAYLOAD_BYTES
from .guard import replaces
from .settings import settings

REQUEST_BYTES = 10 * 1024 * 1024


def _refusal(status: int, message: str) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps({"message": message}).encode()


def _bytes_for_lambda(body: bytes, content_type: str | None) -> int:
    is_text = apigateway._v2_request_body_is_text(content_type)
    return len(body) if is_text else 4 * -(-len(body) // 3)


@replaces(
    apigateway,
    "handle_execute",
    "api_id stage path method headers body query_params raw_query_string",
)
async def _within_limits(
    original: Callable, api_id, stage, path, method, headers, body, *more, **named
) -> tuple:
    content_type = headers.get("content-type")
    if len(body) > REQUEST_BYTES or _bytes_for_lambda(body, content_type) > PAYLOAD_BYTES:
        return _refusal(413, "Request Entity Too Large")
    answer = original(api_id, stage, path, method, headers, body, *more, **named)
    # The function continues after its caller got 503, as on AWS.
    try:
        return await asyncio.wait_for(asyncio.shield(answer), settings.http_api_seconds)
    except asyncio.TimeoutError:  # not the built-in one before Python 3.11
        return _refusal(503, "Service Unavailable")
