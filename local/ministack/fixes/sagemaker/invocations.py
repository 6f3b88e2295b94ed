"""InvokeEndpointAsync: checked by IAM and by its documented limits, then queued at the host.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timezone

from ministack import app
from ministack.core import iam_actions
from ministack.core.concurrency import run_reentrant
from ministack.core.responses import get_account_id, new_uuid

from ..guard import replaces, require
from . import host, scaling
from .resources import arn_of, find

_SERVICE = "sagemaker"
_PATH = re.compile(r"/endpoints/([^/]+)/async-invocations/?")
_PREFIX = "x-amzn-sagemaker-"
_DEFAULT_SECONDS = 900
_DEFAULT_TTL = 21_600


class _InvalidError(ValueError):
    """The request is not valid; the message says why."""


def _text(given: dict, name: str, pattern: str) -> str | None:
    value = given.get(name.lower())
    if value is not None and not re.fullmatch(pattern, value):
        raise _InvalidError(f"Value at '{name}' failed to satisfy constraint: {pattern}")
    return value


def _number(given: dict, name: str, least: int, most: int) -> int | None:
    value = _text(given, name, r"\d{1,9}")
    if value is not None and not least <= int(value) <= most:
        raise _InvalidError(
            f"Value '{value}' at '{name}' failed to satisfy constraint: Member must have value "
            f"between {least} and {most}"
        )
    return None if value is None else int(value)


def _asked(given: dict) -> dict:
    """What a request says, by its headers. Raises _InvalidError beyond SageMaker's limits."""
    location = _text(given, "InputLocation", r"(https|s3)://([^/]+)/?(.{0,1000})")
    if location is None:
        raise _InvalidError("InputLocation is missing.")
    return {
        "inputLocation": location,
        # Visible ASCII.
        "customAttributes": _text(given, "Custom-Attributes", r"[\x20-\x7e]{0,1024}"),
        "contentType": _text(given, "Content-Type", r"[\x20-\x7e]{0,1024}"),
        "accept": _text(given, "Accept", r"[\x20-\x7e]{0,1024}"),
        "inferenceId": _text(given, "Inference-Id", r"\S[\x20-\x7e]{0,63}") or new_uuid(),
        "timeoutSeconds": _number(given, "InvocationTimeoutSeconds", 1, 3600) or _DEFAULT_SECONDS,
        "ttlSeconds": _number(given, "RequestTTLSeconds", 60, 21_600) or _DEFAULT_TTL,
    }


def _endpoint(name: str) -> dict:
    """What the host has to know of an endpoint. Raises _InvalidError if it is not asynchronous."""
    found = find("Endpoint", name)
    config = find("EndpointConfig", found["EndpointConfigName"]) if found else None
    if config is None:
        raise _InvalidError(f"Endpoint {name} of account {get_account_id()} not found.")
    asynchronous = config.get("AsyncInferenceConfig")
    if not asynchronous:
        raise _InvalidError(f"Endpoint {name} is not an asynchronous endpoint.")
    variant = config["ProductionVariants"][0]
    model = find("Model", variant["ModelName"]) or {}
    output, client = asynchronous["OutputConfig"], asynchronous.get("ClientConfig") or {}
    topics = output.get("NotificationConfig") or {}
    return {
        "name": name,
        "role": model["ExecutionRoleArn"],
        "environment": model["PrimaryContainer"].get("Environment") or {},
        "instances": int(variant.get("InitialInstanceCount", 1)),
        "scaling": scaling.of_endpoint(name),
        "concurrency": int(client.get("MaxConcurrentInvocationsPerInstance", 1)),
        "successTopic": topics.get("SuccessTopic"),
        "errorTopic": topics.get("ErrorTopic"),
        "outputPath": output["S3OutputPath"].rstrip("/"),
        "failurePath": (output.get("S3FailurePath") or output["S3OutputPath"]).rstrip("/"),
    }


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _request(endpoint: str, headers: dict) -> dict:
    given = {
        name.lower().removeprefix(_PREFIX): value
        for name, value in headers.items()
        if name.lower().startswith(_PREFIX)
    }
    known, own = _endpoint(endpoint), new_uuid()
    return {
        **_asked(given),
        "endpoint": known,
        "outputLocation": f"{known['outputPath']}/{own}.out",
        "failureLocation": f"{known['failurePath']}/{own}-error.out",
        "receivedTime": _now(),
    }


def _error(status: int, code: str, message: str) -> tuple:
    headers = {"Content-Type": "application/json", "x-amzn-errortype": code}
    return status, headers, json.dumps({"Message": message}).encode()


async def _handle(method, path, headers, body, query_params) -> tuple:
    called = _PATH.fullmatch(path)
    if method != "POST" or not called:
        return _error(400, "ValidationError", "The emulator has InvokeEndpointAsync alone.")
    try:
        request = _request(called[1], headers)
    except _InvalidError as error:
        return _error(400, "ValidationError", str(error))
    status, answer = await run_reentrant(lambda: host.enqueue(request))
    if status != 202:
        return _error(status, answer["code"], answer["message"])
    locations = {
        "Content-Type": "application/json",
        "X-Amzn-SageMaker-OutputLocation": request["outputLocation"],
        "X-Amzn-SageMaker-FailureLocation": request["failureLocation"],
    }
    return 202, locations, json.dumps({"InferenceId": request["inferenceId"]}).encode()


require(_SERVICE not in app.SERVICE_HANDLERS, "MiniStack has a SageMaker of its own")
app.SERVICE_HANDLERS[_SERVICE] = _handle
iam_actions.SERVICE_TO_IAM_NAMESPACE[_SERVICE] = _SERVICE


@replaces(iam_actions, "extract_iam_action", "service method path headers body query_params")
def _action(original: Callable, service, method, path, headers, body, query_params) -> str | None:
    if service == _SERVICE and _PATH.fullmatch(path):
        return "sagemaker:InvokeEndpointAsync"
    return original(service, method, path, headers, body, query_params)


@replaces(
    iam_actions,
    "extract_resource_arn",
    "service method path headers body query_params region account_id",
)
def _resource(
    original: Callable, service, method, path, headers, body, query_params, region, account_id
) -> str:
    called = _PATH.fullmatch(path) if service == _SERVICE else None
    if called:
        return arn_of("Endpoint", called[1])
    return original(service, method, path, headers, body, query_params, region, account_id)
