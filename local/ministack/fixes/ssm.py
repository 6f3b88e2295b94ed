"""SSM: calls on several parameters, and on a path, are authorized on these.

AWS: the resource of GetParametersByPath is the path, and that of DeleteParameters and GetParameters
each parameter. MiniStack checks "*", which fails for every policy that names parameters. ARNs of
AWS's public parameters have no account.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import ContextVar

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region

from .guard import replaces

_PARAMETERS = "service method path headers body query_params region account_id"
_PUBLIC = ":{}:parameter/aws/service/"
_others: ContextVar[tuple[str, ...]] = ContextVar("others", default=())


@replaces(iam_actions, "extract_resource_arn", _PARAMETERS)
def _resource(
    original: Callable, service, method, path, headers, body, query_params, region, account_id
) -> str:
    _others.set(())
    found = original(service, method, path, headers, body, query_params, region, account_id)
    if service != "ssm" or found != "*":
        return found.replace(_PUBLIC.format(account_id), _PUBLIC.format(""))
    asked = json.loads(body or b"{}")
    names = asked.get("Names") or [asked.get("Path", "")]
    prefix = f"arn:aws:ssm:{get_region()}:{get_account_id()}:parameter/"
    first, *others = [prefix + name.strip("/") if name else "*" for name in names]
    _others.set(tuple(others))
    return first


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
    """The first refusal of any of the parameters."""
    others = _others.get() if service == "ssm" else ()
    _others.set(())
    for arn in (resource_arn, *others):
        refusal = original(access_key_id, iam_action, service, region, arn, service_context)
        if refusal is not None:
            return refusal
    return None
