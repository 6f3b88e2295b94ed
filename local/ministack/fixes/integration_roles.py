"""An integration of an HTTP API may call its function by a role that API Gateway takes.

AWS: with CredentialsArn the role's policies count, and the function's own policy is not asked.
MiniStack drops the property.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html
"""

from __future__ import annotations

import json
from collections.abc import Callable

from ministack.services import apigateway, iam
from ministack.services.cloudformation import provisioners

from .guard import replaces
from .role_rights import allows

_SESSION = "BackplaneAssumeRoleSession"


@replaces(provisioners, "_apigw_v2_integration_props", "props")
def _properties(original: Callable, props: dict) -> dict:
    return {**original(props), "credentialsArn": props.get("CredentialsArn")}


@replaces(apigateway, "_update_integration", "api_id int_id data")
def _update(original: Callable, api_id: str, int_id: str, data: dict) -> tuple:
    integration = apigateway._integrations.get(api_id, {}).get(int_id)
    if integration is not None and "credentialsArn" in data:
        integration["credentialsArn"] = data["credentialsArn"]
    return original(api_id, int_id, data)


def may_call(role: str, function: str) -> bool:
    """Whether API Gateway may take the role, and the role may invoke the function."""
    record = iam._roles.get(role.rsplit("/", 1)[-1]) or {}
    trust = json.dumps(record.get("AssumeRolePolicyDocument") or "")
    return "apigateway.amazonaws.com" in trust and allows(
        role, "lambda:InvokeFunction", function, _SESSION
    )
