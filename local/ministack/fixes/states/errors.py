"""Error names and their matching in Retry and Catch.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from __future__ import annotations

from collections.abc import Callable

from ministack.services import stepfunctions

from ..guard import replaces, require

Failure = stepfunctions._ExecutionError
require(issubclass(Failure, Exception), "stepfunctions._ExecutionError is no exception")

ABORTED = "States.Aborted"
"""Internal: unwinds the thread of an ended execution or branch. Never caught or retried."""

_NEVER_BY_ALL = frozenset({"States.Runtime", "States.DataLimitExceeded"})


@replaces(stepfunctions, "_error_matches", "error_equals error")
def _error_matches(original: Callable, error_equals: list[str], error: str) -> bool:
    """States.ALL matches neither of two terminal errors; States.Runtime is never caught.

    States.Timeout also matches an expired heartbeat.
    """
    if error in _NEVER_BY_ALL:
        return error in error_equals and error != "States.Runtime"
    if error == "States.HeartbeatTimeout" and "States.Timeout" in error_equals:
        return True
    return original(error_equals, error)


@replaces(stepfunctions, "_find_matching_catcher", "catchers error")
def _find_matching_catcher(original: Callable, catchers: list[dict], error: str) -> dict | None:
    return None if error == ABORTED else original(catchers, error)


@replaces(stepfunctions, "_find_matching_retrier", "retriers error retry_counts")
def _find_matching_retrier(
    original: Callable, retriers: list[dict], error: str, retry_counts: dict[int, int]
) -> tuple[dict | None, int]:
    """MaxDelaySeconds caps the delay that BackoffRate increases."""
    if error == ABORTED:
        return None, -1
    retrier, index = original(retriers, error, retry_counts)
    if retrier is None or "MaxDelaySeconds" not in retrier:
        return retrier, index
    grown = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** retry_counts.get(
        index, 0
    )
    delay = min(grown, retrier["MaxDelaySeconds"])
    return {**retrier, "IntervalSeconds": delay, "BackoffRate": 1}, index


@replaces(stepfunctions, "_prefix_sdk_error", "service_name error_code")
def _prefix_sdk_error(original: Callable, service_name: str, error_code: str) -> str:
    """Step Functions reports all EC2 errors as one exception of its SDK."""
    if service_name == "ec2" and not error_code.startswith("States."):
        return "Ec2.Ec2Exception"
    return original(service_name, error_code)
