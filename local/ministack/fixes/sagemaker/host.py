"""The host of the containers (local/sagemaker/), which this process calls over loopback."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request

from ..settings import settings

logger = logging.getLogger("sagemaker")

_SECONDS = 30


def _call(method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json", "x-gateway-key": settings.sagemaker_host_key}
    request = urllib.request.Request(settings.sagemaker_host + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")
    except OSError:
        return 503, {"code": "ServiceUnavailable", "message": "The host does not answer."}


def enqueue(request: dict) -> tuple[int, dict]:
    """Give a request to the host: 202, or an error with its code and message."""
    return _call("POST", "invocations", request)


def forget(endpoint: str) -> None:
    """End the containers of an endpoint that is deleted or changed; its queue goes with it."""
    status, answer = _call("DELETE", f"endpoints/{endpoint}")
    if status >= 400:
        logger.error("The host keeps the endpoint %s: %s", endpoint, answer)
