"""What a definition may not have: fields of a Distributed Map elsewhere, and waits in Express workflows.

* ItemReader, ItemBatcher, ResultWriter, Label and the tolerated failures are for the distributed mode,
  which names the type of its children.
  https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
* An Express workflow, and so a child of type EXPRESS, has neither task tokens nor `.sync`, activities,
  or Distributed Maps.
  https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DISTRIBUTED_ONLY = (
    "ItemReader ItemBatcher ResultWriter Label ToleratedFailureCount ToleratedFailureCountPath "
    "ToleratedFailurePercentage ToleratedFailurePercentagePath"
).split()
_LABEL = re.compile(r"[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,40}")
_NOT_IN_EXPRESS = {
    ".waitForTaskToken": "'.waitForTaskToken' service integration",
    ".sync": "'.sync' service integration",
    ":activity:": "activities",
}


def faults(machine: dict, machine_type: str, where: str = "/") -> Iterator[str]:
    """One sentence per state that AWS would not take; `machine_type` is STANDARD or EXPRESS."""
    is_express = machine_type == "EXPRESS"
    for name, state in machine.get("States", {}).items():
        at = f"{where}States/{name}"
        if is_express:
            yield from _not_express(state, at)
        for branch in state.get("Branches", []):
            yield from faults(branch, machine_type, f"{at}/")
        processor = state.get("ItemProcessor") or state.get("Iterator")
        if processor:
            config = processor.get("ProcessorConfig") or {}
            yield from _map_faults(state, config, at)
            inner = config.get("ExecutionType") if _is_distributed(config) else machine_type
            yield from faults(processor, inner or machine_type, f"{at}/")


def _is_distributed(config: dict) -> bool:
    return config.get("Mode") == "DISTRIBUTED"


def _not_express(state: dict, at: str) -> Iterator[str]:
    for mark, what in _NOT_IN_EXPRESS.items():
        if mark in state.get("Resource", ""):
            yield f"SCHEMA_VALIDATION_FAILED: Express state machine does not support {what} at {at}"
    if _is_distributed((state.get("ItemProcessor") or {}).get("ProcessorConfig") or {}):
        yield f"SCHEMA_VALIDATION_FAILED: Express state machine does not support DISTRIBUTED at {at}"


def _map_faults(state: dict, config: dict, at: str) -> Iterator[str]:
    if not _is_distributed(config):
        for field in _DISTRIBUTED_ONLY:
            if field in state:
                yield f"SCHEMA_VALIDATION_FAILED: {field} is for the mode DISTRIBUTED only at {at}"
        return
    if config.get("ExecutionType") not in ("STANDARD", "EXPRESS"):
        yield f"SCHEMA_VALIDATION_FAILED: ExecutionType is STANDARD or EXPRESS at {at}"
    if not _LABEL.fullmatch(state.get("Label", "label")):
        yield f"SCHEMA_VALIDATION_FAILED: Label has at most 40 plain characters at {at}"
    if not any(name.startswith("Max") for name in state.get("ItemBatcher", {"Max": 1})):
        yield f"SCHEMA_VALIDATION_FAILED: ItemBatcher has no limit at {at}"
