"""Logs what IAM decides about the requests of IAM users, as CloudTrail tells it on AWS.

One JSON line per check in `authorized.log`: action, resource, whether it is allowed. Roles and root are
left out: every request of a function would be a line.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import TextIO

from ministack.core import iam_evaluator

from .guard import replaces
from .settings import settings


@functools.cache
def _lines() -> TextIO:
    # Stays open as long as MiniStack runs.
    return open(settings.log_directory / "authorized.log", "a", buffering=1, encoding="utf-8")


@replaces(
    iam_evaluator, "enforce", "access_key_id iam_action service region resource_arn service_context"
)
def _enforce(
    original: Callable,
    access_key_id: str,
    iam_action: str,
    service: str,
    region: str,
    resource_arn: str = "*",
    service_context: dict | None = None,
) -> object:
    refusal = original(access_key_id, iam_action, service, region, resource_arn, service_context)
    # Keys of sessions begin with ASIA.
    if access_key_id.startswith("AKIA") and access_key_id != settings.root_key:
        line = {"action": iam_action, "resource": resource_arn, "allowed": refusal is None}
        _lines().write(json.dumps(line) + "\n")
    return refusal
