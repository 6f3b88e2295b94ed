"""CloudWatch Logs: writes are authorized on the log stream; names of streams.

* AWS: the resource of `logs:CreateLogStream` and `logs:PutLogEvents` is the stream, which a policy
  for `<arn of the group>:*`, the group's `Arn` in CloudFormation, covers. MiniStack checks the
  group's name only, which that policy does not match.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
* AWS: the name of a log stream has at most 512 characters, and no colon or asterisk. MiniStack takes
  any name.
  https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from ministack.core import iam_actions
from ministack.core.responses import error_response_json
from ministack.services import cloudwatch_logs

from .guard import replaces

_PARAMETERS = "service method path headers body query_params region account_id"


@replaces(iam_actions, "extract_resource_arn", _PARAMETERS)
def _resource(
    original: Callable, service, method, path, headers, body, query_params, region, account_id
) -> str:
    found = original(service, method, path, headers, body, query_params, region, account_id)
    if service != "logs" or ":log-group:" not in found:
        return found
    stream = json.loads(body).get("logStreamName")
    return found if stream is None else f"{found}:log-stream:{stream}"


_STREAM_NAME = re.compile(r"[^:*]{1,512}", re.DOTALL)


@replaces(cloudwatch_logs, "_create_log_stream", "data")
def _create_log_stream(original: Callable, data: dict) -> tuple:
    name = data.get("logStreamName") or ""
    if name and not _STREAM_NAME.fullmatch(name):
        message = (
            "1 validation error detected: Value at 'logStreamName' failed to satisfy constraint: "
            "Member must have length between 1 and 512, and match [^:*]*"
        )
        return error_response_json("InvalidParameterException", message, 400)
    return original(data)
