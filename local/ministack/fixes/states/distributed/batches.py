"""What the children of a Map Run get: an item each, or ItemBatcher's batches of them.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ..entered import Entered
from ..errors import Failure
from ..limits import DATA_BYTES


@dataclass(frozen=True)
class Work:
    """The input of one child, and how many items are in it."""

    input: object
    items: int


def of(entered: Entered, items: list) -> list[Work]:
    """The work of each child.

    Raises:
        Failure: States.DataLimitExceeded, for an item that is too large for a child.
    """
    batcher = entered.state.get("ItemBatcher")
    works = list(_batches(entered, batcher, items)) if batcher else [Work(one, 1) for one in items]
    for work in works:
        if work.items == 1 and _bytes(work.input) > DATA_BYTES:
            message = f"The input of a child execution is larger than {DATA_BYTES} bytes."
            raise Failure("States.DataLimitExceeded", message)
    return works


def _batches(entered: Entered, batcher: dict, items: list) -> Iterator[Work]:
    """Each has as many items as both limits allow, and one at least."""
    most = int(entered.value("MaxItemsPerBatch", batcher) or len(items) or 1)
    most_bytes = int(entered.value("MaxInputBytesPerBatch", batcher) or DATA_BYTES)
    shared = (
        {"BatchInput": entered.filled(batcher["BatchInput"])} if "BatchInput" in batcher else {}
    )
    around = _bytes({**shared, "Items": []})
    batch: list = []
    size = around
    for item in items:
        more = _bytes(item) + bool(batch)
        if batch and (len(batch) >= most or size + more > most_bytes):
            yield Work({**shared, "Items": batch}, len(batch))
            batch, size, more = [], around, more - 1
        batch.append(item)
        size += more
    if batch:
        yield Work({**shared, "Items": batch}, len(batch))


def _bytes(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
