"""One child workflow execution of a Map Run.

A child of type STANDARD is an execution like any other: DescribeExecution, GetExecutionHistory,
StopExecution and ListExecutions know it. One of type EXPRESS is known to its Map Run only, and lasts
five minutes at most.
https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
"""

from __future__ import annotations

import json
import time

from ministack.core.responses import new_uuid
from ministack.services import stepfunctions

from ... import faults
from .. import scope
from ..entered import Entered
from ..errors import ABORTED, Failure
from ..limits import DATA_BYTES
from .batches import Work

EXPRESS_SECONDS = 300

_ENDINGS = {
    "SUCCEEDED": "ExecutionSucceeded",
    "FAILED": "ExecutionFailed",
    "TIMED_OUT": "ExecutionTimedOut",
    "ABORTED": "ExecutionAborted",
}


class Child:
    """Its record has the shape of MiniStack's executions. Endings happen under the Map Run's lock."""

    def __init__(self, entered: Entered, map_run: dict, work: Work) -> None:
        self.entered = entered
        self.items = work.items
        self.input = work.input
        self.output: object = None
        self.is_express = is_express(entered)
        self._began = _now()
        self.record = self._record(map_run)
        if not self.is_express:
            stepfunctions._executions[self.record["executionArn"]] = self.record

    def run(self) -> tuple[str, dict]:
        """Status and fields with which it ends, unless it has been stopped meanwhile."""
        scope.execution.set(self.record)
        try:
            self.output = stepfunctions._run_sub_machine(
                self.entered.processor.get("States", {}),
                self.entered.processor.get("StartAt"),
                self.input,
                self.record,
                self._context(),
            )
            text = json.dumps(self.output, ensure_ascii=False)
            if len(text.encode()) > DATA_BYTES:
                raise Failure("States.DataLimitExceeded", f"The output exceeds {DATA_BYTES} bytes.")
            return "SUCCEEDED", {"output": text}
        except Failure as failure:
            if failure.error == ABORTED:
                return "ABORTED", {}
            return "FAILED", {"error": failure.error, "cause": failure.cause}
        except Exception as error:  # noqa: BLE001 - the child fails, whatever it is
            return "FAILED", {"error": "States.Runtime", "cause": str(error)}

    def end(self, status: str, fields: dict) -> None:
        """Nothing happens to a child that has ended before."""
        if self.record["status"] != "RUNNING":
            return
        self.record.update(status=status, stopDate=stepfunctions.now_iso(), **fields)
        name = _ENDINGS[status]
        details = {f"{name[0].lower()}{name[1:]}EventDetails": fields}
        stepfunctions._add_event(self.record, name, details)

    def has_ended_as(self, status: str) -> bool:
        """Whether it has ended so."""
        return self.record["status"] == status

    def is_late(self) -> bool:
        """Whether an Express child has used up its time."""
        return self.is_express and _now() - self._began > EXPRESS_SECONDS

    def _record(self, map_run: dict) -> dict:
        parent, name = self.entered.execution, new_uuid()
        machine_arn = map_run["_stateMachineArn"]
        arn = f"{machine_arn.replace(':stateMachine:', ':execution:')}:{name}"
        if self.is_express:
            arn = f"{arn.replace(':execution:', ':express:')}:{new_uuid()}"
        text, began = json.dumps(self.input, ensure_ascii=False), stepfunctions.now_iso()
        started = {"input": text, "roleArn": scope.machine(parent)["roleArn"]}
        record = {
            "executionArn": arn,
            "stateMachineArn": machine_arn,
            "name": name,
            "mapRunArn": map_run["mapRunArn"],
            "parentArn": parent["executionArn"],
            "status": "RUNNING",
            "startDate": began,
            "stopDate": None,
            "input": text,
            "inputDetails": {"included": True},
            "output": None,
            "outputDetails": {"included": True},
            "testCase": parent.get("testCase"),
            "mockAttempts": {},
            "events": [],
        }
        details = {"executionStartedEventDetails": started}
        stepfunctions._add_event(record, "ExecutionStarted", details)
        return record

    def _context(self) -> dict:
        """A child sees itself: neither the Map's item nor the variables of the one that started it."""
        machine_arn = self.record["stateMachineArn"]
        languages = (self.entered.processor, self.entered.context)
        found = [one["QueryLanguage"] for one in languages if "QueryLanguage" in one]
        return {
            "QueryLanguage": found[0] if found else "JSONPath",
            "Execution": {
                "Id": self.record["executionArn"],
                "Input": self.input,
                "Name": self.record["name"],
                "StartTime": self.record["startDate"],
            },
            "StateMachine": {"Id": machine_arn, "Name": machine_arn.rsplit(":", 1)[-1]},
            "variables": {},
        }


def is_express(entered: Entered) -> bool:
    """Whether the children of a Map state are Express workflows."""
    return (entered.processor.get("ProcessorConfig") or {}).get("ExecutionType") == "EXPRESS"


def _now() -> float:
    return time.monotonic() + faults.ahead_seconds
