"""Whether a role that a service uses for a customer has a permission."""

from __future__ import annotations

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region


def allows(
    role: str, action: str, resource: str, session: str, conditions: dict[str, str] | None = None
) -> bool:
    """`role` is its ARN, `session` the name under which the service takes it.

    `conditions` has the keys of the request itself, as in `s3:prefix`, in lower case.
    """
    account = get_account_id()
    name = role.rsplit("/", 1)[-1]
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context=dict(conditions or {}),
    )
    policies = iam_evaluator._gather_role_policies(name, account)
    return iam_evaluator.evaluate(context, policies).decision == "Allow"
