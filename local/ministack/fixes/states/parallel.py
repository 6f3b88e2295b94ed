"""Parallel states fail fast (see siblings.py), and take Arguments and Output in JSONata.

https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from ministack.services import stepfunctions

from ..guard import replaces
from .siblings import Siblings


@replaces(stepfunctions, "_run_parallel_branches", "state_def raw_input execution ctx")
def _run_parallel_branches(
    _original: Callable, state_def: dict, raw_input: object, execution: dict, ctx: dict
) -> tuple[object, object]:
    following = stepfunctions._next_or_end(state_def)
    if stepfunctions._state_query_language(state_def, ctx) == "JSONata":
        effective = stepfunctions._apply_jsonata_arguments(state_def, raw_input, ctx)
        results = _results(state_def, effective, execution, ctx)
        output = stepfunctions._apply_jsonata_output(
            state_def, raw_input, ctx, result=results, default=results
        )
        stepfunctions._apply_state_assign(state_def, raw_input, ctx, result=results)
        return output, following
    selected = stepfunctions._apply_input_path(state_def, raw_input, ctx)
    effective = stepfunctions._apply_parameters(state_def, selected, ctx)
    results = _results(state_def, effective, execution, ctx)
    chosen = stepfunctions._apply_result_selector(state_def, results)
    output = stepfunctions._apply_result_path(state_def, raw_input, chosen)
    return stepfunctions._apply_output_path(state_def, output, ctx), following


def _results(state: dict, effective: object, execution: dict, context: dict) -> list[object]:
    works = [
        functools.partial(
            stepfunctions._run_sub_machine,
            branch["States"],
            branch["StartAt"],
            effective,
            execution,
            {**context},
        )
        for branch in state.get("Branches", [])
    ]
    return Siblings(works, "States.BranchFailed").run(len(works))
