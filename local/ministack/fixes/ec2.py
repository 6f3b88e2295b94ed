"""EC2: forwards calls on instances and images to the instance host, after authorization.

Templates, networks and profiles stay in MiniStack, which only simulates instances. Signature and IAM
permissions are checked first: launches per resource (launch_rights.py), calls on several instances
per instance.
"""

from __future__ import annotations

import logging
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

from ministack.core import iam_actions, iam_evaluator
from ministack.core.concurrency import run_reentrant
from ministack.core.responses import get_account_id, get_region
from ministack.core.router import extract_access_key_id
from ministack.services import ec2, tagging

from .guard import replaces, require
from .image_parameters import UnresolvedImage, parameter_of, require_resolvable
from .launch_rights import LAUNCHES, Check, checks, image_checks
from .settings import settings

logger = logging.getLogger("ec2")

INSTANCE_ACTIONS = frozenset(
    {
        "CreateFleet",
        "CreateImage",
        "DeleteSnapshot",
        "DeregisterImage",
        "DescribeInstanceAttribute",
        "DescribeInstanceStatus",
        "DescribeImages",
        "DescribeInstanceTypeOfferings",
        "DescribeInstanceTypes",
        "DescribeInstances",
        "DescribeSnapshots",
        "DescribeSpotInstanceRequests",
        "DescribeSpotPriceHistory",
        "GetConsoleOutput",
        "GetEbsDefaultKmsKeyId",
        "GetSpotPlacementScores",
        "RebootInstances",
        "RunInstances",
        "StartInstances",
        "StopInstances",
        "TerminateInstances",
    }
)
_TAGGING = ("CreateTags", "DeleteTags")
_TEMPLATES = ("CreateLaunchTemplate", "CreateLaunchTemplateVersion")
_KEPT_BY_HOST = ("i-", "ami-", "snap-")
_TAG_ACTIONS = frozenset(f"ec2:{action}" for action in _TAGGING)
_TAG_KEY = re.compile(r"Tag\.\d+\.Key")
# Resource type in the ARN, and whether the ARN contains the account.
_KINDS = {
    "i": ("instance", True),
    "vol": ("volume", True),
    "ami": ("image", False),
    "snap": ("snapshot", False),
    "subnet": ("subnet", True),
    "sg": ("security-group", True),
}
_ACCOUNT_OF_IMAGE = re.compile(r":\d+:(?=image/|snapshot/)")
_HOST_AGENT = "instance-host"
_UNREACHABLE = (
    b"<Response><Errors><Error><Code>ServiceUnavailable</Code>"
    b"<Message>The instance host does not answer.</Message></Error></Errors></Response>"
)
Answer = tuple[int, dict[str, str], bytes]
_LAUNCH_ACTIONS = frozenset(f"ec2:{action}" for action in LAUNCHES)
_OURS_TO_CHECK = INSTANCE_ACTIONS.union(_TAGGING)


@replaces(
    iam_evaluator, "enforce", "access_key_id iam_action service region resource_arn service_context"
)
def _enforce(
    original: Callable,
    access_key_id: str,
    iam_action: str,
    service: str,
    region: str,
    resource_arn: str = "*",
    service_context: dict | None = None,
) -> object:
    """Leaves the authorization of launches and tags to `_refusal`; still authenticates the caller."""
    refusal = original(access_key_id, iam_action, service, region, resource_arn, service_context)
    is_denial = isinstance(refusal, iam_evaluator.EvalResult)
    deferred = is_denial and iam_action in _LAUNCH_ACTIONS | _TAG_ACTIONS and resource_arn == "*"
    return None if deferred else refusal


def _denied(key: str, check: Check) -> str | None:
    refusal = iam_evaluator.enforce(
        key, check.action, "ec2", get_region(), check.resource, check.context
    )
    if refusal is None:
        return None
    who = getattr(refusal, "principal_arn", "")
    return (
        "You are not authorized to perform this operation. "
        f"User: {who} is not authorized to perform: {check.action} on resource: {check.resource}"
    )


def _refusal(key: str, action: str, fields: dict[str, list[str]]) -> str | None:
    """IAM's reason for a refusal, for the checks that MiniStack lacks."""
    if action in LAUNCHES:
        asked = checks(fields)
    elif action == "CreateImage":
        asked = image_checks(fields)
    elif action in _TAGGING:
        asked = _tag_checks(action, fields)
    else:
        ids = [v[0] for name, v in fields.items() if name.startswith("InstanceId.")]
        prefix = f"arn:aws:ec2:{get_region()}:{get_account_id()}:instance/"
        asked = (Check(f"ec2:{action}", prefix + instance) for instance in ids[1:])
    return next(filter(None, (_denied(key, check) for check in asked)), None)


def _tag_checks(action: str, fields: dict[str, list[str]]) -> Iterator[Check]:
    """AWS authorizes each tagged resource; MiniStack only "*"."""
    keys = [v[0] for name, v in fields.items() if _TAG_KEY.fullmatch(name)]
    for name, values in fields.items():
        if name.startswith("ResourceId."):
            yield Check(f"ec2:{action}", _arn_of(values[0]), {"aws:TagKeys": keys})


def _unauthorized(message: str) -> Answer:
    return _error(403, "UnauthorizedOperation", message)


def _error(status: int, code: str, message: str) -> Answer:
    error = f"<Code>{code}</Code><Message>{message}</Message>"
    body = f"<Response><Errors><Error>{error}</Error></Errors></Response>"
    return _xml(status, body.encode())


def _xml(status: int, body: bytes) -> Answer:
    # A new dict per answer: MiniStack adds the length to it.
    return status, {"Content-Type": "text/xml;charset=UTF-8"}, body


def _unresolved(key: str, fields: dict[str, list[str]]) -> Answer | None:
    """EC2's answer to a template whose image parameter it cannot resolve for the caller."""
    image = (fields.get("LaunchTemplateData.ImageId") or [""])[0]
    name = parameter_of(image)
    if name is None:
        return None
    arn = f"arn:aws:ssm:{get_region()}:{get_account_id()}:parameter/{name.lstrip('/')}"
    denial = _denied(key, Check("ssm:GetParameters", arn))
    if denial:
        return _error(400, "SsmAccessDenied", denial)
    try:
        require_resolvable(image)
    except UnresolvedImage as error:
        return _error(400, error.code, error.message)
    return None


def _tags_what_host_keeps(fields: dict[str, list[str]]) -> bool:
    ids = [values[0] for name, values in fields.items() if name.startswith("ResourceId.")]
    return bool(ids) and all(i.startswith(_KEPT_BY_HOST) for i in ids)


def _ask_host(body: bytes, caller: str, region: str) -> Answer:
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-gateway-key": settings.ec2_gateway_key,
        "x-caller-arn": caller,
        "x-region": region,
    }
    request = urllib.request.Request(settings.ec2_gateway, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return _xml(answer.status, answer.read())
    except urllib.error.HTTPError as error:
        return _xml(error.code, error.read())
    except OSError:
        return _xml(503, _UNREACHABLE)


@replaces(ec2, "handle_request", "method path headers body query_params")
async def _route(original: Callable, method, path, headers, body, query_params) -> tuple:
    fields = {**query_params, **parse_qs(body.decode())}
    action = (fields.get("Action") or [""])[0]
    key = extract_access_key_id(headers, query_params)
    tags = action in _TAGGING and _tags_what_host_keeps(fields)
    if _HOST_AGENT in headers.get("user-agent", "") and key == settings.root_key:
        tags = False  # the host reports its launches
    refusal = _refusal(key, action, fields) if action in _OURS_TO_CHECK else None
    if refusal:
        logger.info("%s refused: %s", action, refusal)
        return _unauthorized(refusal)
    unresolved = _unresolved(key, fields) if action in _TEMPLATES else None
    if unresolved:
        logger.info("%s refused: %s", action, unresolved[2].decode())
        return unresolved
    if action not in INSTANCE_ACTIONS and not tags:
        return await original(method, path, headers, body, query_params)
    caller = (iam_evaluator.resolve_caller_identity(key) or {}).get("userArn", "")
    region = get_region()
    answer = await run_reentrant(lambda: _ask_host(body, caller, region))
    if tags and answer[0] == 200:
        # IAM evaluates aws:ResourceTag against MiniStack's own record.
        return await original(method, path, headers, body, query_params)
    return answer


def _arn_of(resource_id: str) -> str:
    prefix = resource_id.partition("-")[0]
    kind, account = _KINDS.get(prefix, (prefix, True))
    owner = get_account_id() if account else ""
    return f"arn:aws:ec2:{get_region()}:{owner}:{kind}/{resource_id}"


@replaces(
    iam_actions,
    "extract_resource_arn",
    "service method path headers body query_params region account_id",
)
def _resource(
    original: Callable, service, method, path, headers, body, query_params, region, account_id
) -> str:
    """AWS: ARNs of images and snapshots name no account. MiniStack's do."""
    found = original(service, method, path, headers, body, query_params, region, account_id)
    return _ACCOUNT_OF_IMAGE.sub("::", found) if service == "ec2" else found


def _tags_by_arn() -> list[tuple[str, object]]:
    return [(_arn_of(key), tags) for key, tags in ec2._tags.items()]


# AWS: `aws:ResourceTag/...` in a policy refers to the resource's tags.
require("_RESOURCE_TAG_COLLECTORS" in vars(tagging), "where IAM looks for tags")
tagging._RESOURCE_TAG_COLLECTORS["ec2"] = _tags_by_arn
