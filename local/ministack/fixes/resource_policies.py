"""A service delivers only where the target's resource policy lets it.

AWS: SNS, EventBridge, S3 and API Gateway call functions as their service principals, and each call
needs a statement of the function's policy (AWS::Lambda::Permission); EventBridge needs one of the
queue's policy as well. MiniStack asks for neither. Deliveries of SNS are in topics.py.

* A delivery of EventBridge that is refused is dropped: its sender learns nothing.
  https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
* PutBucketNotificationConfiguration is refused with InvalidArgument if S3 may not invoke the function.
  https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
* An API that may not invoke its function answers 500.
  https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable

from ministack.core import iam_evaluator
from ministack.core.arn import parse_arn
from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway, eventbridge, lambda_svc, s3, sqs

from .guard import replaces, require
from .integration_roles import may_call

logger = logging.getLogger(__name__)

require(callable(getattr(sqs, "queue_policy_allows", None)), "who reads a queue's policy")
require(
    callable(getattr(apigateway, "_extract_lambda_ref_from_integration_uri", None)),
    "the function of an integration",
)


def may_invoke(function: str, service: str, source_arn: str) -> bool:
    """Whether the function's policy lets a service invoke it for a resource of this account."""
    record, _config, _name = lambda_svc._get_func_record_for_ref(function)
    if not record:
        return True  # the caller says that it is missing
    account = get_account_id()
    context = iam_evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action="lambda:InvokeFunction",
        resource_arn=function,
        region=get_region(),
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": account},
    )
    policy = record.get("policy") or {}
    return (
        iam_evaluator.evaluate_resource_policy(policy, context, service=service).decision == "Allow"
    )


def _refuse(service: str, source: str, target: str) -> None:
    logger.warning("%s may not deliver for %s to %s: dropped", service, source, target)


@replaces(eventbridge, "_invoke_target", "target event rule view")
def _from_rule(original: Callable, target: dict, event: dict, rule: dict, view=None) -> None:
    """Schedules of EventBridge Scheduler, which come here too, have a role instead."""
    source, arn = rule.get("Arn", ""), target.get("Arn", "")
    if ":rule/" in source and not _rule_may_reach(arn, source):
        _refuse("EventBridge", source, arn)
    else:
        original(target, event, rule, view)


def _rule_may_reach(arn: str, rule: str) -> bool:
    service = "events.amazonaws.com"
    if arn.startswith("arn:aws:lambda:"):
        return may_invoke(arn, service, rule)
    if arn.startswith("arn:aws:sqs:") and sqs._queue_by_arn(arn) is not None:
        return sqs.queue_policy_allows(arn, service, rule, parse_arn(rule).account_id)
    return True


@replaces(
    s3,
    "_validate_notification_configs",
    "configs bucket_region bucket_name skip_destination_validation",
)
def _validate_notification(
    original: Callable,
    configs: list[dict],
    bucket_region: str,
    bucket_name: str = "",
    skip_destination_validation: bool = False,
) -> tuple | None:
    refusal = original(configs, bucket_region, bucket_name, skip_destination_validation)
    if refusal or skip_destination_validation:
        return refusal
    bucket = f"arn:aws:s3:::{bucket_name}"
    functions = [one["arn"] for one in configs if one["type"] == "lambda"]
    refused = [arn for arn in functions if not may_invoke(arn, "s3.amazonaws.com", bucket)]
    if not refused:
        return None
    return s3._invalid_notification_config(
        f"Unable to validate the following destination configurations: {', '.join(refused)}"
    )


@replaces(
    apigateway,
    "_invoke_lambda_proxy",
    "integration api_id stage path method headers body query_params route_key path_params "
    "authorizer_claims authorizer_scopes authorizer_lambda_context authorizer_iam "
    "owner_account_id owner_region raw_query_string",
)
async def _from_api(
    original: Callable[..., Awaitable[tuple]],
    integration: dict,
    api_id: str,
    stage: str,
    path: str,
    method: str,
    *more,
    **named,
) -> tuple:
    uri = integration.get("integrationUri", "")
    function = apigateway._extract_lambda_ref_from_integration_uri(uri)
    api = f"arn:aws:execute-api:{get_region()}:{get_account_id()}:{api_id}"
    source = f"{api}/{stage}/{method}{path}"
    role = integration.get("credentialsArn")
    is_allowed = (
        may_call(role, function)
        if role
        else may_invoke(function, "apigateway.amazonaws.com", source)
    )
    if not is_allowed:
        _refuse("API Gateway", source, function)
        body = json.dumps({"message": "Internal Server Error"}).encode()
        return 500, {"Content-Type": "application/json"}, body
    return await original(integration, api_id, stage, path, method, *more, **named)
