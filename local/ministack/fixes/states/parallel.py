"""Parallel states fail fast.

AWS: when one branch fails, the state fails and all branches are stopped; their task tokens become
invalid. MiniStack waits for the slowest branch.
https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable

from ministack.services import stepfunctions

from ..guard import replaces
from . import scope
from .errors import Failure


class Branches:
    """The branches of one Parallel state, each on its own thread."""

    def __init__(self, branches: list[dict], effective_input: object) -> None:
        self.branches = branches
        self.input = effective_input
        self.results: list[object] = [None] * len(branches)
        self.failures: list[Failure] = []
        self.cut = threading.Event()
        self.ended = threading.Semaphore(0)

    def run(self, execution: dict, context: dict) -> list[object]:
        """Outputs of all branches, in order.

        Raises:
            Failure: the first one; the other branches are stopped.
        """
        for index in range(len(self.branches)):
            work = contextvars.copy_context()
            arguments = (self._run_one, index, execution, context)
            threading.Thread(target=work.run, args=arguments, daemon=True).start()
        for _ in self.branches:
            self.ended.acquire()
            if self.failures:
                self.cut.set()
                raise self.failures[0]
        return self.results

    def _run_one(self, index: int, execution: dict, context: dict) -> None:
        scope.cuts.set((*scope.cuts.get(), self.cut))
        branch = self.branches[index]
        try:
            self.results[index] = stepfunctions._run_sub_machine(
                branch["States"], branch["StartAt"], self.input, execution, {**context}
            )
        except Failure as failure:
            self.failures.append(failure)
        except Exception as error:  # noqa: BLE001 - AWS reports any error under this name
            self.failures.append(Failure("States.BranchFailed", str(error)))
        finally:
            self.ended.release()


@replaces(stepfunctions, "_run_parallel_branches", "state_def raw_input execution ctx")
def _run_parallel_branches(
    _original: Callable, state_def: dict, raw_input: object, execution: dict, ctx: dict
) -> tuple[object, object]:
    selected = stepfunctions._apply_input_path(state_def, raw_input, ctx)
    effective = stepfunctions._apply_parameters(state_def, selected, ctx)
    results = Branches(state_def.get("Branches", []), effective).run(execution, ctx)
    chosen = stepfunctions._apply_result_selector(state_def, results)
    output = stepfunctions._apply_result_path(state_def, raw_input, chosen)
    return stepfunctions._apply_output_path(state_def, output, ctx), stepfunctions._next_or_end(
        state_def
    )
