"""API Gateway HTTP APIs: size and time limits, and preflights of an API with a $default route.

AWS: requests are limited to 10 MB, integrations to 30 s, and the event of a function to Lambda's
6 MB (binary as base64).
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
A $default route catches OPTIONS, too: browsers see the status of its function, with CORS headers of
the API. MiniStack answers without the function.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
A test may have calls refused for their rate, with 429 (faults.py).
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from ministack.services import apigateway

from . import faults
from .functions import PAYLOAD_BYTES
from .guard import replaces, require
from .settings import settings

require(
    {"_routes", "_integrations", "_invoke_lambda_proxy"} <= vars(apigateway).keys(),
    "where routes and integrations are kept",
)

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
    if faults.is_throttled(path):
        return _refusal(429, "Too Many Requests")
    content_type = headers.get("content-type")
    if len(body) > REQUEST_BYTES or _bytes_for_lambda(body, content_type) > PAYLOAD_BYTES:
        return _refusal(413, "Request Entity Too Large")
    answer = original(api_id, stage, path, method, headers, body, *more, **named)
    if method == "OPTIONS":
        answer = _preflight(answer, (api_id, stage, path), headers)
    # The function continues after its caller got 503, as on AWS.
    try:
        return await asyncio.wait_for(asyncio.shield(answer), settings.http_api_seconds)
    except asyncio.TimeoutError:  # not the built-in one before Python 3.11
        return _refusal(503, "Service Unavailable")


async def _preflight(answer: Awaitable, place: tuple[str, str, str], headers: dict) -> tuple:
    """MiniStack's answer with the status and body of the $default route's function."""
    status, added, body = await answer
    api_id, stage, path = place
    integration = _default_integration(api_id)
    if integration is None:
        return status, added, body
    lowered = {name.lower(): value for name, value in headers.items()}
    asked = (integration, api_id, stage, path, "OPTIONS", lowered, b"", {}, "$default", None)
    status, own, body = await apigateway._invoke_lambda_proxy(*asked)
    cors = {name: value for name, value in added.items() if name.startswith("Access-Control-")}
    return status, {**own, **cors}, body


def _default_integration(api_id: str) -> dict | None:
    for route in apigateway._routes.get(api_id, {}).values():
        if route.get("routeKey") == "$default":
            integration_id = route.get("target", "").rsplit("/", 1)[-1]
            return apigateway._integrations.get(api_id, {}).get(integration_id)
    return None
