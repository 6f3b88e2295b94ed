"""A Map Run: starts the children, counts how they end, and ends too early with too many failures.

* It fails as soon as more items have failed or timed out than are tolerated; the children that run
  are stopped, and those that have not begun stay pending.
  https://docs.aws.amazon.com/step-functions/latest/dg/maprun-fail-threshold.html
* It is aborted with its execution, and its children with it.
  https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
* UpdateMapRun changes concurrency and thresholds while it runs.

AWS emits no status event of a Map Run, and MiniStack none of its children.
"""

from __future__ import annotations

import contextvars
import threading

from ministack.core.responses import new_uuid
from ministack.services import stepfunctions

from .. import scope
from ..entered import Entered
from ..errors import ABORTED, Failure
from .batches import Work
from .child import Child

_COUNTS = (
    "pending running succeeded failed timedOut aborted total resultsWritten "
    "failuresNotRedrivable pendingRedrive"
).split()
_COUNTED_AS = {
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "TIMED_OUT": "timedOut",
    "ABORTED": "aborted",
}
_ENDINGS = {"SUCCEEDED": "MapRunSucceeded", "FAILED": "MapRunFailed", "ABORTED": "MapRunAborted"}
_MOST_AT_ONCE = 1000
"""Children at a time without MaxConcurrency: 10,000 on AWS, which would be as many threads here."""


class MapRun:
    """The children of one Distributed Map; `record` is what DescribeMapRun tells."""

    def __init__(self, entered: Entered, works: list[Work]) -> None:
        self.entered = entered
        self.works = works
        self.children: list[Child] = []
        self.record = _record(entered, works)
        self._running: list[Child] = []
        self._cut = threading.Event()
        self._changed = threading.Condition()
        stepfunctions._map_runs[self.record["mapRunArn"]] = self.record
        self._tell("MapRunStarted", {"mapRunArn": self.record["mapRunArn"]})

    def run(self) -> None:
        """Run all children.

        Raises:
            Failure: too many items failed, or the execution is over.
        """
        with self._changed:
            while self._goes_on():
                self._start_more()
                self._changed.wait(0.1)
                self._time_out_late()
                if self._is_beyond_threshold():
                    self._fail()
            self._end("SUCCEEDED")

    def _goes_on(self) -> bool:
        if scope.is_over():
            self._end("ABORTED")
            raise Failure(ABORTED, "the execution is over")
        return bool(self._running) or len(self.children) < len(self.works)

    def _start_more(self) -> None:
        most = min(int(self.record["maxConcurrency"]) or _MOST_AT_ONCE, _MOST_AT_ONCE)
        while len(self._running) < most and len(self.children) < len(self.works):
            child = Child(self.entered, self.record, self.works[len(self.children)])
            self.children.append(child)
            self._running.append(child)
            self._count(child, "pending", "running")
            work = contextvars.copy_context()
            threading.Thread(target=work.run, args=(self._go, child), daemon=True).start()

    def _go(self, child: Child) -> None:
        scope.cuts.set((*scope.cuts.get(), self._cut))
        status, fields = child.run()
        with self._changed:
            self._settle(child, status, fields)
            self._changed.notify()

    def _settle(self, child: Child, status: str, fields: dict) -> None:
        """A child that StopExecution has stopped counts as aborted."""
        child.end(status, fields)
        if child in self._running:
            self._running.remove(child)
            self._count(child, "running", _COUNTED_AS[child.record["status"]])

    def _count(self, child: Child, before: str, after: str) -> None:
        for counts, number in (("itemCounts", child.items), ("executionCounts", 1)):
            self.record[counts][before] -= number
            self.record[counts][after] += number

    def _time_out_late(self) -> None:
        for child in [one for one in self._running if one.is_late()]:
            self._settle(child, "TIMED_OUT", {"error": "States.Timeout", "cause": None})

    def _is_beyond_threshold(self) -> bool:
        """Without any threshold, no failed item is tolerated."""
        counts = self.record["itemCounts"]
        failed = counts["failed"] + counts["timedOut"]
        number, percentage = (
            self.record[name] for name in ("toleratedFailureCount", "toleratedFailurePercentage")
        )
        if number == percentage == 0:
            return failed > 0
        beyond_number = number > 0 and failed > number
        return beyond_number or (percentage > 0 and failed * 100 > percentage * counts["total"])

    def _fail(self) -> None:
        error = "States.ExceedToleratedFailureThreshold"
        cause = "The specified tolerated failure threshold was exceeded"
        self._end("FAILED", {"error": error, "cause": cause})
        raise Failure(error, cause)

    def _end(self, status: str, details: dict | None = None) -> None:
        self._cut.set()
        for child in list(self._running):
            self._settle(child, "ABORTED", {})
        self.record.update(status=status, stopDate=stepfunctions.now_iso())
        self._tell(_ENDINGS[status], details)

    def _tell(self, event: str, details: dict | None = None) -> None:
        named = {f"{event[0].lower()}{event[1:]}EventDetails": details} if details else None
        stepfunctions._add_event(self.entered.execution, event, named)


def _record(entered: Entered, works: list[Work]) -> dict:
    machine = scope.machine(entered.execution)["stateMachineArn"]
    child_machine = f"{machine}/{entered.state.get('Label') or new_uuid()}"
    arn = f"{child_machine.replace(':stateMachine:', ':mapRun:')}:{new_uuid()}"
    return {
        "mapRunArn": arn,
        "executionArn": entered.execution["executionArn"],
        "status": "RUNNING",
        "startDate": stepfunctions.now_iso(),
        "maxConcurrency": int(entered.value("MaxConcurrency") or 0),
        "toleratedFailurePercentage": float(entered.value("ToleratedFailurePercentage") or 0),
        "toleratedFailureCount": int(entered.value("ToleratedFailureCount") or 0),
        "itemCounts": _counts(sum(work.items for work in works)),
        "executionCounts": _counts(len(works)),
        "redriveCount": 0,
        "_stateMachineArn": child_machine,
    }


def _counts(total: int) -> dict[str, int]:
    return {**dict.fromkeys(_COUNTS, 0), "pending": total, "total": total}
