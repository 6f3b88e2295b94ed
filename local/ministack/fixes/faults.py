"""Faults that the emulator itself makes, set from outside through the lifeline."""

from __future__ import annotations

s3_copies = 1
"""How often each S3 notification is delivered."""

ahead_seconds = 0.0
"""How far the clock that ends tasks is ahead, as if so much time had gone by for them."""

wait_speed = 1
"""How many times as fast as ours the clock of Wait states and retry delays runs."""


def put(fault: dict[str, object]) -> None:
    """Take one order, e.g. {"s3Copies": 2}.

    Raises:
        ValueError: an order that this version does not know.
    """
    global s3_copies, ahead_seconds, wait_speed
    match fault:
        case {"s3Copies": int(copies)}:
            s3_copies = copies
        case {"aheadSeconds": int(seconds)}:
            ahead_seconds = seconds
        case {"waitSpeed": int(speed)}:
            wait_speed = speed
        case _:
            raise ValueError(f"unknown fault {fault!r}")
