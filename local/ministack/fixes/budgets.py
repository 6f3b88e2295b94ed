"""Budgets: IAM's names of its actions.

AWS: making, changing and deleting a budget is `budgets:ModifyBudget`, on the budget. MiniStack
authorizes the names of the operations, on "*".
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
"""

from __future__ import annotations

import json
from collections.abc import Callable

from ministack.core import iam_actions

from .guard import replaces

_MODIFIES = frozenset({"budgets:CreateBudget", "budgets:DeleteBudget", "budgets:UpdateBudget"})


@replaces(iam_actions, "extract_iam_action", "service method path headers body query_params")
def _action(original: Callable, service, method, path, headers, body, query_params) -> str | None:
    action = original(service, method, path, headers, body, query_params)
    return "budgets:ModifyBudget" if action in _MODIFIES else action


@replaces(
    iam_actions,
    "extract_resource_arn",
    "service method path headers body query_params region account_id",
)
def _resource(
    original: Callable, service, method, path, headers, body, query_params, region, account_id
) -> str:
    if service != "budgets":
        return original(service, method, path, headers, body, query_params, region, account_id)
    asked = json.loads(body or b"{}")
    name = asked.get("BudgetName") or asked.get("Budget", {}).get("BudgetName", "*")
    return f"arn:aws:budgets::{account_id}:budget/{name}"
