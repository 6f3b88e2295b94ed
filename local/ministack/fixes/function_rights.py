"""What Lambda does for a function, it does by the function's role.

Both are refused with InvalidParameterValueException when they are made, in a stack too; MiniStack reads
and writes itself and needs no permission.

* AWS: CreateEventSourceMapping for a queue, unless the role may receive, delete and look at its messages.
  https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
* AWS: PutFunctionEventInvokeConfig, unless the role may write to the destinations.
  https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from __future__ import annotations

from collections.abc import Callable

from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

from .guard import replaces, require
from .role_rights import allows

_TYPE = "AWS::Lambda::EventSourceMapping"
_CALLS = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
_WRITES = {
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "lambda": "lambda:InvokeFunction",
    "events": "events:PutEvents",
    "s3": "s3:PutObject",
}


def _refusal(function: str, source: str) -> str | None:
    """Lambda's words about the first call that the function's role may not make; None if it may."""
    record, config, _name = lambda_svc._get_func_record_for_ref(function)
    if not record or not config or not source.startswith("arn:aws:sqs:"):
        return None
    for call in _CALLS:
        if not allows(config.get("Role", ""), f"sqs:{call}", source, "lambda"):
            return f"The function execution role does not have permissions to call {call} on SQS"
    return None


@replaces(lambda_svc, "_create_esm", "data")
def _create(original: Callable, data: dict) -> tuple:
    refusal = _refusal(data.get("FunctionName", ""), data.get("EventSourceArn", ""))
    return lambda_svc._invalid_parameter_value(refusal) if refusal else original(data)


@replaces(lambda_svc, "_update_esm", "esm_id data")
def _update(original: Callable, esm_id: str, data: dict) -> tuple:
    source = (lambda_svc._esms.get(esm_id) or {}).get("EventSourceArn", "")
    refusal = _refusal(data.get("FunctionName", ""), source)
    return lambda_svc._invalid_parameter_value(refusal) if refusal else original(esm_id, data)


@replaces(lambda_svc, "_put_event_invoke_config", "func_name qualifier data")
def _put_destinations(
    original: Callable, func_name: str, qualifier: str | None, data: dict
) -> tuple:
    _record, config, _name = lambda_svc._get_func_record_for_ref(func_name)
    for target in (data.get("DestinationConfig") or {}).values():
        arn = (target or {}).get("Destination", "")
        action = _WRITES.get(arn.split(":")[2]) if arn.startswith("arn:") else None
        if config and action and not allows(config.get("Role", ""), action, arn, "lambda"):
            call = action.partition(":")[2]
            message = (
                f"The function's execution role does not have permissions to call {call} on {arn}"
            )
            return lambda_svc._invalid_parameter_value(message)
    return original(func_name, qualifier, data)


@replaces(provisioners, "_lambda_esm_create", "logical_id props stack_name")
def _provision(original: Callable, logical_id: str, props: dict, stack_name: str) -> tuple:
    refusal = _refusal(props.get("FunctionName", ""), props.get("EventSourceArn", ""))
    if refusal:
        raise ValueError(f"{refusal} (Service: Lambda, Error Code: InvalidParameterValueException)")
    return original(logical_id, props, stack_name)


# Called by this table, too.
_handlers = provisioners._RESOURCE_HANDLERS.get(_TYPE, {})
require("create" in _handlers, f"no provisioner of {_TYPE}")
_handlers["create"] = provisioners._lambda_esm_create
