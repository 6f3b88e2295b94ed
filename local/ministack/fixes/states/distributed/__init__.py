"""Distributed Map: its items run as child workflow executions of a Map Run.

https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html

MiniStack has a part of it: no ItemBatcher, no ResultWriter, no thresholds by path, one machine of
threads that goes on to the last item whatever happens, and no look at the role's rights.

* rights.py: what the state machine's role must be allowed.
* dataset.py, batches.py: what the children get.
* map_run.py, child.py: how they run and end.
* results.py: what is left of them, in the state's output or in S3.
"""

from __future__ import annotations

from ministack.services import stepfunctions

from ...guard import require
from ..entered import Entered
from . import batches, dataset, results, rights
from .map_run import MapRun

require(hasattr(stepfunctions, "_map_runs"), "where Map Runs are kept")


def run(entered: Entered) -> tuple[object, object]:
    """The output of a Map state in distributed mode, and the name of the next state.

    Raises:
        Failure: a right is missing, the items cannot be read, too many of them failed, the results
            cannot be written, or the execution is over.
    """
    writer = results.writer_of(entered)
    rights.require_all(entered, writer)
    works = batches.of(entered, dataset.items(entered))
    map_run = MapRun(entered, works)
    try:
        map_run.run()
    finally:
        written = writer.write(map_run) if writer else None
    if written:
        return entered.left_with(written)
    return entered.left_with(results.outputs(map_run, results.transformation(entered, "COMPACT")))
