"""CloudFormation acts with the rights of its caller.

AWS: without a service role, CloudFormation calls the services with the caller's credentials, so a
resource whose permission the caller lacks fails (`CREATE_FAILED`) and the stack is rolled back. Its
calls carry `aws:CalledVia`. MiniStack makes every resource of everybody. `account/stack-rights.json`
has the permissions of each resource type; a type that is not in it is refused.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.core.router import extract_access_key_id
from ministack.services.cloudformation import stacks

from .guard import replaces
from .settings import settings

_RIGHTS = json.loads(
    (Path(__file__).parents[3] / "account" / "stack-rights.json").read_text(encoding="utf-8")
)["types"]
_VIA = {"aws:CalledVia": ["cloudformation.amazonaws.com"]}
_PASSED_TO = "iam:PassedToService"
_FIELD = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
_ARN_INSIDE = re.compile(r"^.+[:/](?=arn:)")
_URL_INSIDE = re.compile(r"https?://.+/")

_caller: ContextVar[str] = ContextVar("caller", default=settings.root_key)


class NotAuthorizedError(ValueError):
    """The caller of the stack lacks a permission; CloudFormation makes it the resource's reason."""


@replaces(iam_evaluator, "pin_request_caller", "headers query_params")
def _pin_request_caller(original: Callable, headers: dict, query_params=None) -> None:
    """Keeps the caller for the stack's task, which has a copy of the request's context."""
    _caller.set(extract_access_key_id(headers, query_params) or settings.root_key)
    original(headers, query_params)


def _require(step: str, resource_type: str, known: dict) -> None:
    """@raises NotAuthorizedError for the first permission that the caller lacks."""
    key = _caller.get()
    if key == settings.root_key:
        return
    rights = _RIGHTS.get(resource_type)
    if rights is None:
        raise NotAuthorizedError(f"account/stack-rights.json has no permissions of {resource_type}")
    # CloudFormation reads what it has made or changed.
    read = [] if step == "delete" else rights["read"]
    for action in dict.fromkeys([*rights[step], *read]):
        context = _context(rights, action, known)
        for arn in _resources(rights, action, known):
            _check(key, action, arn, context)


def _context(rights: dict, action: str, known: dict) -> dict:
    """Condition keys of the call, beside those of every call."""
    own = rights.get("conditionKeys", {}).get(action, {})
    filled = {key: _fill(value, known) for key, value in own.items()}
    passed = {_PASSED_TO: rights.get("passedTo")} if action == "iam:PassRole" else {}
    return {**_VIA, **passed, **filled}


def _check(key: str, action: str, arn: str, context: dict) -> None:
    service = action.partition(":")[0]
    refusal = iam_evaluator.enforce(key, action, service, get_region(), arn, context)
    if refusal is not None:
        who = getattr(refusal, "principal_arn", key)
        raise NotAuthorizedError(
            f"User: {who} is not authorized to perform: {action} on resource: {arn} because no "
            "identity-based policy allows the action (Status Code: 403, HandlerErrorCode: AccessDenied)"
        )


def _resources(rights: dict, action: str, known: dict) -> Iterator[str]:
    """ARNs of an action: of its own, or of the type; a list in the properties gives several."""
    pattern = rights["resources"].get(action, rights["resources"].get("*", "*"))
    lists = [name for name, _ in _FIELD.findall(pattern) if isinstance(known.get(name), list)]
    for one in known[lists[0]] if lists else [None]:
        yield _fill(pattern, {**known, lists[0]: one} if lists else known)


def _fill(pattern: str, given: dict) -> str:
    filled = _FIELD.sub(lambda field: _value(field, given), pattern)
    # The name may be an ARN already, as in `FunctionName`, or a URL that ends with it, as a queue's.
    return _URL_INSIDE.sub("", _ARN_INSIDE.sub("", filled))


def _value(field: re.Match, given: dict) -> str:
    value = given.get(field[1], "")
    return str(value.get(field[2], "") if field[2] and isinstance(value, dict) else value)


def _known(stack: str, logical_id: str, physical_id: str | None, props: dict) -> dict:
    """`id`: the resource's name, or one as CloudFormation makes it."""
    made = f"{stack}-{logical_id}-1A2B3C4D5E6F"
    place = {"account": get_account_id(), "region": get_region()}
    return {**place, **props, "id": physical_id or made, "lowerId": physical_id or made.lower()}


@replaces(stacks, "_provision_resource", "resource_type logical_id props stack_name")
def _provision(original: Callable, resource_type: str, logical_id: str, props: dict, stack: str):
    name = props.get(_RIGHTS.get(resource_type, {}).get("name", ""))
    _require("create", resource_type, _known(stack, logical_id, name, props))
    return original(resource_type, logical_id, props, stack)


@replaces(
    stacks,
    "_update_resource",
    "resource_type physical_id old_props new_props stack_name logical_id old_attrs",
)
def _update(
    original: Callable,
    resource_type: str,
    physical_id: str,
    old_props: dict,
    new_props: dict,
    stack: str,
    logical_id: str | None = None,
    old_attrs: dict | None = None,
):
    if old_props != new_props:
        known = _known(stack, logical_id or "", physical_id, new_props)
        _require("update", resource_type, known)
    return original(resource_type, physical_id, old_props, new_props, stack, logical_id, old_attrs)


@replaces(stacks, "_delete_resource", "resource_type physical_id props stack_name logical_id")
def _delete(
    original: Callable,
    resource_type: str,
    physical_id: str,
    props: dict,
    stack_name: str | None = None,
    logical_id: str | None = None,
):
    known = _known(stack_name or "", logical_id or "", physical_id, props)
    _require("delete", resource_type, known)
    return original(resource_type, physical_id, props, stack_name, logical_id)
