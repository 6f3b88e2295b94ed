"""SNS: how a topic's messages reach functions and queues, and what becomes of those that do not.

* AWS: a function needs a permission for the topic (AWS::Lambda::Permission), a queue a policy. A
  delivery that is refused, or whose endpoint is gone, is not repeated: it goes to the queue of the
  subscription's RedrivePolicy, whose policy must let the topic send, or it is dropped.
  https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
* AWS: SNS invokes a function asynchronously, and so knows nothing of its failure: Lambda repeats the
  invocation twice, and then sends it to the function's own destination. (The retries of SNS itself
  are for a Lambda or SQS that does not answer, which does not happen here.) MiniStack calls the
  function once. Its pause between two tries is a second; AWS has minutes.
  https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
  https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
* AWS: a new topic's policy is for its account (`AWS:SourceOwner`), and so gives a role no right of its
  own to publish. MiniStack's stacks make topics to which all may publish.
  https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.iam.permissions.html
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from ministack.core.arn import parse_arn
from ministack.core.responses import get_account_id
from ministack.services import lambda_svc, sns, sqs
from ministack.services.cloudformation import provisioners

from .guard import replaces, require
from .resource_policies import may_invoke

logger = logging.getLogger(__name__)

_SERVICE = "sns.amazonaws.com"
require(callable(getattr(sns, "_topic_by_arn_any_scope", None)), "who finds a topic")
require(callable(getattr(lambda_svc, "invoke_async_with_retry", None)), "asynchronous invocations")


@replaces(
    sns,
    "_deliver_to_lambda",
    "endpoint envelope topic_arn sub_arn msg_id raw_message message_attributes",
)
def _to_function(
    _original: Callable,
    endpoint: str,
    envelope: str,
    topic_arn: str,
    sub_arn: str,
    _msg_id: str,
    _raw_message: str,
    _message_attributes: dict,
) -> None:
    record, config, _name = lambda_svc._get_func_record_for_ref(endpoint)
    if not record or not config or not may_invoke(endpoint, _SERVICE, topic_arn):
        _keep(topic_arn, endpoint, envelope)
        return
    notification = {
        "EventVersion": "1.0",
        "EventSubscriptionArn": sub_arn,
        "EventSource": "aws:sns",
        "Sns": json.loads(envelope),
    }
    function = lambda_svc._execution_record_for_config(record, config)
    lambda_svc.invoke_async_with_retry(function, {"Records": [notification]})


@replaces(
    sns,
    "_deliver_to_sqs",
    "endpoint envelope raw raw_message message_group_id message_dedup_id message_attributes "
    "topic_arn",
)
def _to_queue(
    original: Callable, endpoint: str, envelope: str, raw: bool, raw_message: str, **more
) -> None:
    topic_arn = more.get("topic_arn", "")
    if _may_send(endpoint, topic_arn):
        original(endpoint, envelope, raw, raw_message, **more)
    else:
        _keep(topic_arn, endpoint, raw_message if raw else envelope)


def _may_send(queue: str, topic_arn: str) -> bool:
    return sqs._queue_by_arn(queue) is not None and sqs.queue_policy_allows(
        queue, _SERVICE, topic_arn, parse_arn(topic_arn).account_id
    )


def _keep(topic_arn: str, endpoint: str, text: str) -> None:
    """Send what was not delivered to the dead-letter queue of its subscription."""
    queue = _dead_letters(topic_arn, endpoint)
    if queue and _may_send(queue, topic_arn):
        sns._deliver_to_sqs(queue, text, False, text, topic_arn=topic_arn)
    else:
        logger.warning("SNS may not deliver for %s to %s: dropped", topic_arn, endpoint)


def _dead_letters(topic_arn: str, endpoint: str) -> str | None:
    topic = sns._topic_by_arn_any_scope(topic_arn) or {"subscriptions": []}
    for subscription in topic["subscriptions"]:
        policy = subscription["attributes"].get("RedrivePolicy")
        if subscription.get("endpoint") == endpoint and policy:
            return json.loads(policy)["deadLetterTargetArn"]
    return None


@replaces(provisioners, "_sns_create", "logical_id props stack_name")
def _made(original: Callable, logical_id: str, props: dict, stack_name: str) -> tuple:
    arn, attributes = original(logical_id, props, stack_name)
    made = sns._topics[arn]["attributes"]
    policy = json.loads(made["Policy"])
    for statement in policy["Statement"]:
        statement["Condition"] = {"StringEquals": {"AWS:SourceOwner": get_account_id()}}
    made["Policy"] = json.dumps(policy)
    return arn, attributes


# Called by this table, too.
_handlers = provisioners._RESOURCE_HANDLERS.get("AWS::SNS::Topic", {})
require("create" in _handlers, "no provisioner of AWS::SNS::Topic")
_handlers["create"] = provisioners._sns_create
