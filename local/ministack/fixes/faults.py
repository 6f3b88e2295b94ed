"""Faults that the emulator injects, set through the lifeline."""

from __future__ import annotations

s3_copies = 1
"""Deliveries of each S3 notification."""

queue_copies = 1
"""Deliveries of each message that is sent to a queue."""

throttled: dict[str, int] = {}
"""Calls that are refused for their rate: an action of SQS or a path of the API, and how many more."""

ahead_seconds = 0.0
"""Seconds by which the clock of task timeouts is ahead."""

wait_speed = 1
"""Speed factor of Wait states and retry delays."""

failing_tasks: list[dict] = []
"""Tasks that fail: execution, state, error, cause, times, isDone, answer (see states/injected.py)."""
quotas = {"L-3819A6DF": 4096.0, "L-DB2E81BA": 4096.0}
"""vCPUs of the account's GPU instances: spot, on-demand."""


def is_throttled(call: str) -> bool:
    """Whether this call is refused for its rate; each refusal counts."""
    left = throttled.get(call, 0)
    throttled[call] = max(0, left - 1)
    return left > 0


def put(fault: dict[str, object]) -> None:
    """Apply one order, e.g. {"s3Copies": 2}.

    Raises:
        ValueError: unknown order.
    """
    global s3_copies, queue_copies, ahead_seconds, wait_speed
    match fault:
        case {"s3Copies": int(copies)}:
            s3_copies = copies
        case {"queueCopies": int(copies)}:
            queue_copies = copies
        case {"throttled": dict(calls)}:
            throttled.update(calls)
        case {"aheadSeconds": int(seconds)}:
            ahead_seconds = seconds
        case {"waitSpeed": int(speed)}:
            wait_speed = speed
        case {"failingTask": dict(task)}:
            failing_tasks.append(task)
        case {"failingTask": None}:
            failing_tasks.clear()
        case {"quotas": dict(values)}:
            quotas.update(values)
        case _:
            raise ValueError(f"unknown fault {fault!r}")
