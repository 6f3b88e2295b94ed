"""Service integrations: the EC2 API and HTTP endpoints."""

from __future__ import annotations

import datetime
import functools
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable

from ministack.core.responses import get_region
from ministack.services import stepfunctions

from ..guard import replaces
from ..settings import settings
from . import scope
from .errors import Failure

_EC2_CALL = re.compile(r"aws-sdk:ec2:(\w+)")


@functools.cache
def _session():
    """botocore, loaded at the first call: it takes 0.1 s, and most clouds never make one."""
    import botocore.session

    return botocore.session.get_session()


def _client(service: str, **credentials: str):
    from botocore.config import Config

    return _session().create_client(
        service,
        endpoint_url=settings.endpoint,
        region_name=get_region(),
        config=Config(retries={"total_max_attempts": 1}),
        **credentials,
    )


def _role_credentials(role: str) -> dict[str, str]:
    assumed = _client("sts").assume_role(RoleArn=role, RoleSessionName="stepfunctions")
    found = assumed["Credentials"]
    return {
        "aws_access_key_id": found["AccessKeyId"],
        "aws_secret_access_key": found["SecretAccessKey"],
        "aws_session_token": found["SessionToken"],
    }


def _as_json(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


@replaces(stepfunctions, "_invoke_aws_sdk_integration", "resource input_data")
def _invoke_aws_sdk_integration(original: Callable, resource: str, input_data: dict) -> object:
    """Sends EC2 calls through the public API, signed by the state machine's role and IAM-checked."""
    from botocore import xform_name
    from botocore.exceptions import ClientError

    call = _EC2_CALL.search(resource)
    execution = scope.execution.get()
    if call is None or execution is None:
        return original(resource, input_data)
    role = scope.machine(execution)["roleArn"]
    try:
        ec2 = _client("ec2", **_role_credentials(role))
        answer = getattr(ec2, xform_name(call[1]))(**input_data)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        message = f"{error.response['Error']['Message']} (Service: Ec2, Status Code: {status})"
        raise Failure("Ec2.Ec2Exception", message) from error
    answer.pop("ResponseMetadata", None)
    return json.loads(json.dumps(answer, default=_as_json))


def _http_request(task: dict) -> urllib.request.Request:
    query = urllib.parse.urlencode(task.get("QueryParameters") or {})
    url = task["ApiEndpoint"] + (f"?{query}" if query else "")
    body = json.dumps(task["RequestBody"]).encode() if "RequestBody" in task else None
    headers = {"content-type": "application/json", **task.get("Headers", {})}
    return urllib.request.Request(url, data=body, method=task["Method"], headers=headers)


def _http_invoke(_resource: str, task: dict) -> dict:
    """arn:aws:states:::http:invoke (ignores the connection's credentials)."""
    try:
        answer = urllib.request.urlopen(_http_request(task), timeout=60)
    except urllib.error.HTTPError as error:
        cause = error.read().decode("utf8", "replace")[:2000]
        raise Failure(f"States.Http.StatusCode.{error.code}", cause) from error
    except OSError as error:
        raise Failure("States.Http.Socket", str(error)) from error
    text = answer.read().decode("utf8", "replace")
    try:
        body: object = json.loads(text)
    except ValueError:
        body = text
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    return {
        "StatusCode": answer.status,
        "StatusText": answer.reason,
        "Headers": headers,
        "ResponseBody": body,
    }


stepfunctions._SERVICE_DISPATCH["arn:aws:states:::http:invoke"] = _http_invoke
