"""CreateStateMachine refuses a definition with an invalid state graph, heartbeat or Map.

AWS answers InvalidDefinition. Checks the graph (StartAt, Next, Default, an end), that a task's
heartbeat is smaller than its timeout, and what only a Distributed Map may have (map_definitions.py);
asl-validator checks the full grammar before deployment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from ministack.services import stepfunctions

from ..guard import replaces
from . import map_definitions

_ENDS = ("Succeed", "Fail")

NO_TIMEOUT = 99_999_999
"""Seconds that a task without TimeoutSeconds may take."""


def _targets(state: dict) -> Iterator[str]:
    if "Next" in state:
        yield state["Next"]
    if "Default" in state:
        yield state["Default"]
    for rule in (*state.get("Catch", []), *state.get("Choices", [])):
        yield rule["Next"]


def _inner(state: dict) -> Iterator[dict]:
    yield from state.get("Branches", [])
    for field in ("Iterator", "ItemProcessor"):
        if field in state:
            yield state[field]


def faults(machine: dict, where: str = "/") -> Iterator[str]:
    """One sentence per transition without a target and per heartbeat that is too long."""
    states = machine.get("States", {})
    if machine.get("StartAt") not in states:
        yield f"MISSING_TRANSITION_TARGET at {where}StartAt"
    for name, state in states.items():
        at = f"{where}States/{name}/"
        yield from (
            f"MISSING_TRANSITION_TARGET at {at}" for t in _targets(state) if t not in states
        )
        beat, limit = state.get("HeartbeatSeconds", 0), state.get("TimeoutSeconds", NO_TIMEOUT)
        # An expression of JSONata is known when the state is entered.
        if isinstance(beat, int) and isinstance(limit, int) and beat >= limit:
            yield f"SCHEMA_VALIDATION_FAILED: HeartbeatSeconds is not below TimeoutSeconds at {at}"
        ends = state.get("End") or state.get("Type") in (*_ENDS, "Choice")
        if not ends and "Next" not in state:
            yield f"MISSING_TRANSITION at {at}"
        for index, machine_inside in enumerate(_inner(state)):
            yield from faults(machine_inside, f"{at}{index}/")


@replaces(stepfunctions, "_create_state_machine", "data")
def _create_state_machine(original: Callable, data: dict) -> tuple:
    try:
        machine = json.loads(data.get("definition", ""))
        found = [*faults(machine), *map_definitions.faults(machine, data.get("type", "STANDARD"))]
    except ValueError as error:
        found = [f"INVALID_JSON_DESCRIPTION: {error}"]
    if found:
        message = f"Invalid State Machine Definition: '{'; '.join(found)}'"
        return stepfunctions.error_response_json("InvalidDefinition", message, 400)
    return original(data)
