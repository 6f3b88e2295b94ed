"""CloudWatch Logs: writes are authorized on the log stream.

* AWS: the resource of `logs:CreateLogStream` and `logs:PutLogEvents` is the stream, which a policy
  for `<arn of the group>:*`, the group's `Arn` in CloudFormation, covers. MiniStack checks the
  group's name only, which that policy does not match.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
"""

from __future__ import annotations

import json
from collections.abc import Callable

from ministack.core import iam_actions

from .guard import replaces

_PARAMETERS = "service method path headers body query_params region account_id"


@replaces(iam_actions, "extract_resource_arn", _PARAMETERS)
def _resource(original: Callable, service: str, *request, **named) -> str:
    found = original(service, *request, **named)
    if service != "logs" or ":log-group:" not in found:
        return found
    body = named["body"] if "body" in named else request[3]
    stream = json.loads(body).get("logStreamName")
    return found if stream is None else f"{found}:log-stream:{stream}"
