"""EventBridge Scheduler: time zones, the target's role, and context attributes in the input.

* AWS: ScheduleExpressionTimezone is whose clock a cron or at() means. MiniStack takes UTC, and its
  CloudFormation drops the property.
  https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
* AWS: the target is called with the schedule's role: a schedule is refused whose role Scheduler cannot
  assume, and a call that the role may not make fails. MiniStack never looks at the role.
  https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html
* AWS: `<aws.scheduler.scheduled-time>` and its like are replaced in the input of the target.
  https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
"""

from __future__ import annotations

import functools
import json
import logging
import time
from collections.abc import Callable
from datetime import datetime, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ministack.core.responses import (
    get_account_id,
    get_region,
    new_uuid,
    set_request_account_id,
    set_request_region,
)
from ministack.services import eventbridge, iam, scheduler
from ministack.services.cloudformation import provisioners

from .guard import replaces, require
from .role_rights import allows

logger = logging.getLogger("scheduler")

_TYPE = "AWS::Scheduler::Schedule"
_ZONE = "ScheduleExpressionTimezone"
_ACTIONS = {
    "events": "events:PutEvents",
    "lambda": "lambda:InvokeFunction",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
    "states": "states:StartExecution",
}


def _refusal(schedule: dict) -> str | None:
    """Scheduler's words about what it would not take; None if it would."""
    zone = schedule.get(_ZONE) or "UTC"
    try:
        ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError):
        return f"Invalid {_ZONE} {zone}."
    role = iam._roles.get(schedule["Target"].get("RoleArn", "").rsplit("/", 1)[-1]) or {}
    if "scheduler.amazonaws.com" not in json.dumps(role.get("AssumeRolePolicyDocument") or ""):
        return "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
    return None


@replaces(scheduler, "_create_schedule", "name body")
def _create(original: Callable, name: str, body: dict) -> tuple:
    refusal = _refusal(body) if body.get("Target") else None
    return (
        scheduler._error(400, "ValidationException", refusal) if refusal else original(name, body)
    )


@replaces(scheduler, "_update_schedule", "name body")
def _update(original: Callable, name: str, body: dict) -> tuple:
    refusal = _refusal(body) if body.get("Target") else None
    return (
        scheduler._error(400, "ValidationException", refusal) if refusal else original(name, body)
    )


def _with_zone(provision: Callable) -> Callable:
    @functools.wraps(provision)
    def provisioned(*arguments, **named):
        properties = [a for a in arguments if isinstance(a, dict)][-1]
        refusal = _refusal(properties)
        if refusal:
            raise ValueError(f"{refusal} (Service: Scheduler, Error Code: ValidationException)")
        name, attributes = provision(*arguments, **named)
        group = properties.get("GroupName", "default")
        scheduler._schedules[f"{group}/{name}"][_ZONE] = properties.get(_ZONE, "UTC")
        return name, attributes

    return provisioned


_handlers = provisioners._RESOURCE_HANDLERS.get(_TYPE, {})
require({"create", "update"} <= _handlers.keys(), f"no provisioner of {_TYPE}")
for _step in ("create", "update"):
    _handlers[_step] = _with_zone(_handlers[_step])


def due_at(schedule: dict, fired_at: float | None) -> float | None:
    """The first time after `fired_at` (or after the creation) that the expression names; None: never."""
    expression = schedule.get("ScheduleExpression", "")
    after = schedule["CreationDate"] if fired_at is None else fired_at
    every = eventbridge._parse_rate_seconds(expression)
    if every is not None:
        return after + every
    zone = ZoneInfo(schedule.get(_ZONE) or "UTC")
    if expression.startswith("at("):
        moment = datetime.fromisoformat(expression.strip()[3:-1]).replace(tzinfo=zone)
        return moment.timestamp() if fired_at is None else None
    fields = eventbridge._parse_cron_fields(expression)
    if fields is None:
        return None
    # MiniStack reckons in UTC: it gets the zone's clock as if it were that.
    local = datetime.fromtimestamp(after, zone).replace(tzinfo=timezone.utc)
    following = eventbridge._cron_next_fire(fields, local)
    return following and following.replace(tzinfo=zone).timestamp()


@replaces(scheduler, "_tick_schedules", "")
def _tick_schedules(_original: Callable) -> None:
    now = time.time()
    before = get_account_id(), get_region()
    try:
        for key, schedule in list(scheduler._schedules._data.items()):
            account, region, _name = key
            set_request_account_id(account)
            set_request_region(region)
            _look_at(key, schedule, now)
    finally:
        set_request_account_id(before[0])
        set_request_region(before[1])


def _look_at(key: tuple, schedule: dict, now: float) -> None:
    start, end = (scheduler._to_epoch(schedule.get(name)) for name in ("StartDate", "EndDate"))
    is_over = end is not None and now > end
    is_early = start is not None and now < start
    if schedule.get("State") == "ENABLED" and not is_over and not is_early:
        due = due_at(schedule, scheduler._schedule_last_fired.get(key))
        if due is None or due > now:
            return
        scheduler._schedule_last_fired[key] = now
        _fire(schedule, due)
        is_over = schedule.get("ScheduleExpression", "").startswith("at(")
    if is_over and schedule.get("ActionAfterCompletion") == "DELETE":
        scheduler._schedules._data.pop(key, None)
        scheduler._schedule_last_fired.pop(key, None)


def _fire(schedule: dict, due: float) -> None:
    target = schedule["Target"]
    arn = target["Arn"]
    action = _ACTIONS.get(arn.split(":")[2])
    if action and not allows(target["RoleArn"], action, arn, "scheduler"):
        logger.warning("The role of the schedule %s has no %s", schedule["Name"], action)
        return
    event = {
        "EventId": new_uuid(),
        "Source": "aws.scheduler",
        "DetailType": "Scheduled Event",
        "Detail": "{}",
        "Time": due,
        "Resources": [schedule["Arn"]],
        "Account": get_account_id(),
        "Region": get_region(),
    }
    try:
        eventbridge._invoke_target(_with_context(target, schedule, due), event, schedule)
    except Exception:
        logger.exception("The target of the schedule %s", schedule["Name"])


def _with_context(target: dict, schedule: dict, due: float) -> dict:
    text = target.get("Input")
    if not text:
        return target
    moment = datetime.fromtimestamp(due, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    known = {
        "scheduled-time": moment,
        "execution-id": new_uuid(),
        "attempt-number": "1",
        "schedule-arn": schedule["Arn"],
    }
    for name, value in known.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return {**target, "Input": text}


require(hasattr(scheduler, "_schedule_last_fired"), "when schedules have fired")
