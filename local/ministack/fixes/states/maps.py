"""Inline Map: the first failure ends it (see siblings.py); MaxConcurrencyPath, at most 40 at a time.

A Map in distributed mode goes to distributed/.

https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable

from ministack.services import stepfunctions

from ..guard import replaces
from . import distributed
from .entered import Entered
from .siblings import Siblings

AT_ONCE = 40
"""Iterations of an inline Map that AWS runs at a time at most."""


@replaces(stepfunctions, "_run_map_items", "state_def raw_input execution ctx")
def _run_map_items(
    _original: Callable, state_def: dict, raw_input: object, execution: dict, ctx: dict
) -> tuple[object, object]:
    selected = stepfunctions._apply_input_path(state_def, raw_input, ctx)
    entered = Entered(state_def, raw_input, selected, execution, ctx)
    if (entered.processor.get("ProcessorConfig") or {}).get("Mode") == "DISTRIBUTED":
        return distributed.run(entered)
    works = [
        functools.partial(_iterate, entered, index, item)
        for index, item in enumerate(entered.items())
    ]
    wanted = int(entered.value("MaxConcurrency") or AT_ONCE)
    results = Siblings(works, "States.Runtime").run(min(wanted, AT_ONCE))
    return entered.left_with(results)


def _iterate(entered: Entered, index: int, item: object) -> object:
    context = copy.deepcopy(entered.context)
    context["Map"] = {"Item": {"Index": index, "Value": item}}
    return stepfunctions._run_sub_machine(
        entered.processor.get("States", {}),
        entered.processor.get("StartAt"),
        entered.selected(index, item),
        entered.execution,
        context,
    )
