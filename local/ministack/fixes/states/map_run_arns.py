"""The resource of a call about a Map Run is its ARN; MiniStack asks for a right on all resources.

AWS: DescribeMapRun, UpdateMapRun, and ListExecutions of a Map Run's children.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
"""

from __future__ import annotations

from collections.abc import Callable

from ministack.core import iam_actions

from ..guard import replaces, require

require(callable(getattr(iam_actions, "_safe_json_field", None)), "who reads a request's fields")


@replaces(
    iam_actions,
    "extract_resource_arn",
    "service method path headers body query_params region account_id",
)
def _resource(original: Callable, service: str, method, path, headers, body, *more) -> str:
    found = iam_actions._safe_json_field(body, "mapRunArn") if service == "states" else None
    return found or original(service, method, path, headers, body, *more)
