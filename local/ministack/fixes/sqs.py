"""SQS: redrive of dead letters, queue URLs, and what a message may carry.

* AWS: StartMessageMoveTask moves the visible messages of a dead-letter queue to the given queue, or to
  where SQS took each of them from. One that was sent to the queue directly has no such source, and the
  task fails as CouldNotDetermineMessageSource. A moved message has a new id and a new age, and its
  receives count anew. MiniStack has no actions for tasks, nor ListDeadLetterSourceQueues.
  https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
  https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-dlq-redrive.html
* AWS: permission to move is checked on the queue that the request names by its ARN.
* AWS: a queue's URL is at the endpoint of the service. MiniStack writes `localhost`, where the SDK of
  JavaScript then sends its requests, with a warning in each process.
* AWS: a message has at most ten attributes.
* Faults (faults.py): copies of each message, and receives that are refused for their rate.
* A queue's list of messages is replaced by the thread that polls for functions, and by requests: each
  holds the lock, so that no message is lost between them.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable

from ministack.core import iam_actions
from ministack.core.responses import new_uuid
from ministack.services import sqs

from . import faults
from .guard import replaces, require
from .settings import settings

MOST_ATTRIBUTES = 10
# As logs.py leaves them.
_RESOURCE_PARAMETERS = "service method path headers body query_params region account_id"
_TASKS_KEPT = 10

_tasks: dict[str, list[dict]] = {}


@replaces(sqs, "_queue_url_for_account", "account_id name")
def _queue_url_for_account(_original: Callable, account_id: str, name: str) -> str:
    return f"{settings.endpoint}/{account_id}/{name}"


@replaces(iam_actions, "extract_resource_arn", _RESOURCE_PARAMETERS)
def _extract_resource_arn(original: Callable, service: str, *request, **named) -> str:
    found = original(service, *request, **named)
    if service != "sqs" or found != "*":
        return found
    body = named["body"] if "body" in named else request[3]
    return iam_actions._safe_json_field(body, "SourceArn") or found


@replaces(sqs, "_act_send_message", "data qurl")
def _send(original: Callable, data: dict, url: str) -> dict:
    count = len(data.get("MessageAttributes") or {})
    if count > MOST_ATTRIBUTES:
        message = f"Number of message attributes [{count}] exceeds the allowed maximum [{MOST_ATTRIBUTES}]."
        raise sqs._Err("InvalidParameterValue", message)
    # State machines call this without going through the handlers below.
    with sqs._queues_lock:
        sent = original(data, url)
        _copy(sqs._get_q(data.get("QueueUrl", url), "sqs:SendMessage"), sent.get("MessageId"))
    return sent


def _copy(queue: dict, message_id: str | None) -> None:
    """SQS delivers at least once: further copies of a message, as faults.py says."""
    for message in [m for m in queue["messages"] if m["id"] == message_id]:
        for _ in range(1, faults.queue_copies):
            queue["messages"].append(dict(message))


@replaces(sqs, "_act_receive_message", "data qurl")
async def _receive(original: Callable, data: dict, url: str) -> dict:
    if faults.is_throttled("ReceiveMessage"):
        raise sqs._Err("RequestThrottled", "Rate exceeded.", 403)
    return await original(data, url)


def _start(data: dict, _url: str) -> dict:
    arn, wanted = data.get("SourceArn", ""), data.get("DestinationArn")
    source = sqs._queue_by_arn(arn)
    if source is None or (wanted and sqs._queue_by_arn(wanted) is None):
        raise sqs._Err(
            "ResourceNotFoundException", "The resource that you specified doesn't exist."
        )
    if not _sources_of(arn):
        reason = "Source queue must be configured as a Dead Letter Queue."
        raise sqs._Err("InvalidParameterValue", reason)
    task_id = new_uuid()
    tasks = _tasks.setdefault(arn, [])
    tasks.insert(0, _move(source, wanted) | ({"DestinationArn": wanted} if wanted else {}))
    del tasks[_TASKS_KEPT:]
    handle = {"taskId": task_id, "sourceArn": arn}
    return {"TaskHandle": base64.b64encode(json.dumps(handle).encode()).decode()}


def _move(source: dict, wanted: str | None) -> dict:
    """Move what is visible now; the task is over when this returns."""
    now, moved, kept, failure = time.time(), 0, [], {}
    for message in source["messages"]:
        came_from = message.get("sys", {}).get("DeadLetterQueueSourceArn")
        to = sqs._queue_by_arn(wanted or came_from or "")
        if message["visible_at"] <= now and to is not None:
            to["messages"].append(_as_new(message, now))
            moved += 1
            continue
        if message["visible_at"] <= now:
            failure = {"FailureReason": "CouldNotDetermineMessageSource"}
        kept.append(message)
    source["messages"] = kept
    sqs.esm_wake.set()
    return {
        "Status": "FAILED" if failure else "COMPLETED",
        "SourceArn": source["attributes"]["QueueArn"],
        "StartedTimestamp": int(now * 1000),
        "ApproximateNumberOfMessagesMoved": moved,
        "ApproximateNumberOfMessagesToMove": moved + len(kept),
        **failure,
    }


def _as_new(message: dict, now: float) -> dict:
    system = {k: v for k, v in message.get("sys", {}).items() if k != "DeadLetterQueueSourceArn"}
    return message | {
        "id": new_uuid(),
        "receipt_handle": None,
        "sent_at": now,
        "enqueued_at": now,
        "visible_at": now,
        "receive_count": 0,
        "first_receive_at": None,
        "sys": system | {"SentTimestamp": str(int(now * 1000))},
    }


def _list(data: dict, _url: str) -> dict:
    return {"Results": _tasks.get(data.get("SourceArn", ""), [])[: int(data.get("MaxResults", 1))]}


def _cancel(_data: dict, _url: str) -> dict:
    raise sqs._Err("ResourceNotFoundException", "The task is not running.")


def _list_sources(data: dict, url: str) -> dict:
    queue = sqs._get_q(data.get("QueueUrl", url), "sqs:ListDeadLetterSourceQueues")
    sources = _sources_of(queue["attributes"]["QueueArn"])
    return {"queueUrls": [sqs._queue_url(source["name"]) for source in sources]}


def _sources_of(arn: str) -> list[dict]:
    """The queues whose dead letters go to this one."""

    def target(queue: dict) -> str | None:
        policy = json.loads(queue["attributes"].get("RedrivePolicy") or "{}")
        return policy.get("deadLetterTargetArn")

    return [queue for _, queue in sqs._queues.all_items() if target(queue) == arn]


def _locked(function: Callable) -> Callable:
    def hold(*arguments):
        with sqs._queues_lock:
            return function(*arguments)

    return hold


require(isinstance(sqs._queues_lock, type(threading.Lock())), "the lock of the queues")
sqs._queues_lock = threading.RLock()
for _name in ("_expire_retained", "_dlq_sweep", "_collect_msgs"):
    require(callable(getattr(sqs, _name, None)), f"sqs.{_name}")
    setattr(sqs, _name, _locked(getattr(sqs, _name)))

require("ReceiveMessage" in getattr(sqs, "_HANDLERS", {}), "the actions of SQS")
sqs._HANDLERS |= {
    "SendMessage": sqs._act_send_message,
    "ReceiveMessage": sqs._act_receive_message,
    "StartMessageMoveTask": _start,
    "ListMessageMoveTasks": _list,
    "CancelMessageMoveTask": _cancel,
    "ListDeadLetterSourceQueues": _list_sources,
}
for _action, _handler in sqs._HANDLERS.items():
    # The one that waits takes the lock for each look.
    if _action != "ReceiveMessage":
        sqs._HANDLERS[_action] = _locked(_handler)
