"""A state machine's role must allow its calls.

AWS checks every call of a workflow against the state machine's role; MiniStack does not. Checks the
action only, not resources or conditions (EC2 calls use the role's credentials and are checked in
full, see integrations.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import stepfunctions

from ..guard import replaces
from . import scope
from .errors import Failure

_RESOURCE = re.compile(r"arn:aws:states:::(?:aws-sdk:)?([\w-]+):(\w+)")
_IAM_PREFIX = {"sfn": "states"}
_DENIED_AS = {
    "dynamodb": "DynamoDb.DynamoDbException",
    "ec2": "Ec2.Ec2Exception",
    "lambda": "Lambda.AWSLambdaException",
}


def _action(resource: str) -> str | None:
    """IAM action of a task's Resource; None if no permission is needed (an activity)."""
    if ":function:" in resource or resource.startswith("arn:aws:states:::lambda:invoke"):
        return "lambda:InvokeFunction"
    found = _RESOURCE.match(resource)
    if not found:
        return None
    service, call = found.groups()
    if service == "http":
        return "states:InvokeHTTPEndpoint"
    return f"{_IAM_PREFIX.get(service, service)}:{call[0].upper()}{call[1:]}"


def _allows(role: str, action: str) -> bool:
    policies = iam_evaluator._gather_role_policies(role, get_account_id())
    statements = [statement for policy in policies for statement in policy]

    # Deny statements are ignored: they would need the resource.
    return any(
        s.effect == "Allow" and iam_evaluator._action_matches(action, s.actions, s.not_actions)
        for s in statements
    )


@replaces(stepfunctions, "_invoke_resource", "resource input_data")
def _invoke_resource(original: Callable, resource: str, input_data: object) -> object:
    execution, action = scope.execution.get(), _action(resource)
    if execution and action:
        role = scope.machine(execution).get("roleArn", "").rsplit("/", 1)[-1]
        if not _allows(role, action):
            name = _DENIED_AS.get(action.split(":")[0], "States.Permissions")
            message = f"role {role} is not authorized to perform: {action}"
            raise Failure(name, f"{message} (Service: {name.split('.')[0]}, Status Code: 403)")
    return original(resource, input_data)
