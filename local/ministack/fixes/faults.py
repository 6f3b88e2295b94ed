"""Faults that the emulator injects, set through the lifeline."""

from __future__ import annotations

s3_copies = 1
"""Deliveries of each S3 notification."""

ahead_seconds = 0.0
"""Seconds by which the clock of task timeouts is ahead."""

wait_speed = 1
"""Speed factor of Wait states and retry delays."""

failing_tasks: list[dict] = []
"""Tasks that fail: execution, state, error, cause, times, isDone (see states/injected.py)."""
quotas = {"L-3819A6DF": 4096.0, "L-DB2E81BA": 4096.0}
"""vCPUs of the account's GPU instances: spot, on-demand."""


def put(fault: dict[str, object]) -> None:
    """Apply one order, e.g. {"s3Copies": 2}.

    Raises:
        ValueError: unknown order.
    """
    global s3_copies, ahead_seconds, wait_speed
    match fault:
        case {"s3Copies": int(copies)}:
            s3_copies = copies
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
