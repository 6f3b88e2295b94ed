"""IAM: one root key, checked like any other; loopback counts as TLS.

* AWS: a request signed with an unknown key is refused. MiniStack accepts `test` and any twelve
  digits as the account's root. A request without a key stays anonymous, as on a public route.
* AWS: a wrong signature is refused. MiniStack does not check the signatures of root.
* AWS: endpoints use TLS, so `aws:SecureTransport` is true, and a policy that denies other
  transport does not match. Here the loopback connection counts as TLS.
* AWS: service-linked roles have names of their own, and a second one is refused as InvalidInput.
  MiniStack makes names up and answers EntityAlreadyExists.
* AWS: a service that assumes a role passes `aws:SourceAccount`, so that a trust policy can refuse
  other accounts.
* AWS: a wildcard stands for any characters, such as the line breaks of an object's key. MiniStack's
  ends at a line break.
* AWS: a policy variable, as in `${aws:PrincipalTag/name}`, stands for the request's value, in resources
  and in conditions; a statement whose variable has no value does not apply. MiniStack compares the text.
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
* AWS: the ARN of a service-linked role has a path with its service, and a call that makes one has the
  service in `iam:AWSServiceName`. MiniStack has neither.
  https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import iam, sts

from .guard import replaces, require
from .settings import settings

_keeping_signature: ContextVar[bool] = ContextVar("keeping_signature", default=False)


@replaces(sts, "is_root_access_key", "access_key_id")
@replaces(iam_evaluator, "is_root_access_key", "access_key_id")
def _is_root_access_key(_original: Callable, access_key_id: str) -> bool:
    return not access_key_id or access_key_id == settings.root_key


@replaces(iam_evaluator, "_is_root_key", "access_key_id")
def _is_root_key(original: Callable, access_key_id: str) -> bool:
    return not _keeping_signature.get() and original(access_key_id)


@replaces(app, "pin_signed_request", "method raw_path query_params raw_headers handshake")
def _pin_signed_request(original: Callable, *request, **named) -> None:
    """Keeps every signature for the later check: no key counts as root meanwhile."""
    mark = _keeping_signature.set(True)
    try:
        original(*request, **named)
    finally:
        _keeping_signature.reset(mark)


@replaces(app, "pin_request_origin", "source_ip secure_transport")
def _pin_request_origin(original: Callable, source_ip: str, _secure_transport: bool) -> None:
    original(source_ip, True)


@replaces(iam_evaluator, "evaluate_trust_policy", "trust_doc caller_arn ctx")
def _evaluate_trust_policy(original: Callable, trust_doc, caller_arn: str, ctx=None):
    """Adds aws:SourceAccount: services assume roles here with the root key, for its account."""
    if ctx is not None and caller_arn.endswith(":root"):
        ctx.service_context["aws:sourceaccount"] = ctx.principal_account
    return original(trust_doc, caller_arn, ctx)


@functools.cache
def _across_lines(pattern: str, flags: int) -> re.Pattern:
    return re.compile(pattern.removesuffix("$") + r"\Z", flags | re.DOTALL)


@replaces(iam_evaluator, "_fnmatch_compile", "pattern ignore_case")
def _fnmatch_compile(original: Callable, pattern: str, ignore_case: bool) -> re.Pattern:
    compiled = original(pattern, ignore_case)
    return _across_lines(compiled.pattern, compiled.flags)


_VARIABLE = re.compile(r"\$\{([^}]+)\}")


class _NoValueError(Exception):
    """A policy variable has no value in this request, or one with a wildcard."""


def _filled(text: str, ctx: iam_evaluator.EvalContext) -> str:
    def value_of(match: re.Match) -> str:
        value = iam_evaluator._resolve_condition_key(match[1], ctx)
        if not isinstance(value, str) or "*" in value or "?" in value:
            raise _NoValueError
        return value

    return _VARIABLE.sub(value_of, text)


@replaces(iam_evaluator, "_conditions_met", "conditions ctx")
def _conditions_met(original: Callable, conditions: dict, ctx) -> bool:
    if "${" not in str(conditions):
        return original(conditions, ctx)
    try:
        filled = _filled_values(conditions, ctx)
    except _NoValueError:
        return False
    return original(filled, ctx)


def _filled_values(value, ctx):
    """Fills every string but the names of operators and keys."""
    if isinstance(value, dict):
        return {name: _filled_values(one, ctx) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled_values(one, ctx) for one in value]
    return _filled(value, ctx) if isinstance(value, str) else value


@replaces(iam_evaluator, "_first_match", "ctx stmts effect")
def _first_match(original: Callable, ctx, stmts: list, effect: str):
    return original(ctx, [one for stmt in stmts for one in _applying(stmt, ctx)], effect)


def _applying(stmt: iam_evaluator.ParsedStatement, ctx) -> list:
    """The statement with its resources filled in; none if a variable has no value."""
    if not any("${" in one for one in (*stmt.resources, *stmt.not_resources)):
        return [stmt]
    try:
        return [
            replace(
                stmt,
                resources=[_filled(one, ctx) for one in stmt.resources],
                not_resources=[_filled(one, ctx) for one in stmt.not_resources],
            )
        ]
    except _NoValueError:
        return []


_LINKED_ROLES = {
    "spot.amazonaws.com": "AWSServiceRoleForEC2Spot",
    "ec2fleet.amazonaws.com": "AWSServiceRoleForEC2Fleet",
}


_LINKED_ROLE_OF = {name: service for service, name in _LINKED_ROLES.items()}
_ROLE_NAME = re.compile(r"(?<=:role/)AWSServiceRoleFor\w+$")


@replaces(
    iam_actions,
    "extract_resource_arn",
    "service method path headers body query_params region account_id",
)
def _resource(
    original: Callable, service, method, path, headers, body, query_params, region, account_id
) -> str:
    found = original(service, method, path, headers, body, query_params, region, account_id)
    if service != "iam":
        return found
    made = iam._p(query_params, "AWSServiceName")
    if made in _LINKED_ROLES:
        return f"arn:aws:iam::{get_account_id()}:role/{_linked_path(_LINKED_ROLES[made])}"
    # The ARN of a role that does not exist has no path.
    return _ROLE_NAME.sub(
        lambda role: _linked_path(role[0]) if role[0] in iam._roles else role[0], found
    )


def _linked_path(name: str) -> str:
    return f"aws-service-role/{_LINKED_ROLE_OF[name]}/{name}" if name in _LINKED_ROLE_OF else name


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
    context = service_context or {}
    if iam_action == "iam:CreateServiceLinkedRole" and "/" in resource_arn:
        context = {**context, "iam:AWSServiceName": resource_arn.split("/")[-2]}
    return original(access_key_id, iam_action, service, region, resource_arn, context)


def _linked_role(original: Callable, fields: dict) -> tuple:
    service = iam._p(fields, "AWSServiceName")
    name = _LINKED_ROLES.get(service)
    if name is None:
        return original(fields)
    if name in iam._roles:
        message = (
            f"Service role name {name} has been taken in this account, try a different suffix."
        )
        return iam._error(400, "InvalidInput", message, ns="iam")
    made_up = f"AWSServiceRoleFor{service.split('.')[0].capitalize()}"
    original(fields)
    role = iam._roles.pop(made_up)
    role.update(RoleName=name, Arn=role["Arn"].replace(made_up, name))
    iam._roles[name] = role
    answer = f"<CreateServiceLinkedRoleResult><Role>{iam._role_xml(name)}</Role></CreateServiceLinkedRoleResult>"
    return iam._xml(200, "CreateServiceLinkedRoleResponse", answer, ns="iam")


require("CreateServiceLinkedRole" in iam._IAM_HANDLERS, "who makes service-linked roles")
iam._IAM_HANDLERS["CreateServiceLinkedRole"] = functools.partial(
    _linked_role, iam._IAM_HANDLERS["CreateServiceLinkedRole"]
)
