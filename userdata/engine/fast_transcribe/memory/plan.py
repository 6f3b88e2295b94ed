"""Plans the memory of a GPU on which a language model runs beside Whisper.

What Whisper takes is estimated from its weights' shapes and the windows of a batch, as in docs/costs.md
("Which model"); it was not measured on a GPU. What the language model takes is stated by program.json.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .beside import Beside
from .whisper_sizes import FLOAT16, INT8_FLOAT16, WhisperSizes

AS_STORED = "default"  # CTranslate2's own choice, as without a language model
CUDA = 500_000_000  # bytes of context, kernels and libraries of each program
RESERVE = 512 << 20  # kept free, of the driver and of estimates that are too low


@dataclass(frozen=True)
class Row:
    """One thing that takes memory."""

    what: str
    bytes: int


@dataclass(frozen=True)
class MemoryPlan:
    """`compute_type`: of Whisper, float16 or int8_float16; AS_STORED if there is nothing to choose.

    `total`: bytes of the GPU, None if there is none or it is not known; then everything fits. `rows`
    have the reserve, too.
    """

    fits: bool
    compute_type: str
    total: int | None
    rows: Sequence[Row]

    @property
    def needed(self) -> int:
        return sum(row.bytes for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        return {
            "fits": self.fits,
            "computeType": self.compute_type,
            "totalBytes": self.total,
            "rows": [{"what": row.what, "bytes": row.bytes} for row in self.rows],
        }


@dataclass(frozen=True)
class Wish:
    """`batch_size`: windows of 30 s at a time. `compute_type`: AS_STORED lets the plan choose."""

    batch_size: int
    compute_type: str = AS_STORED


@dataclass(frozen=True)
class Models:
    """Whisper, and what runs beside it."""

    whisper: WhisperSizes
    beside: Beside | None


def plan(models: Models, total: int | None, wish: Wish) -> MemoryPlan:
    """The first compute type with which both fit; if none does, the first one, which does not fit."""
    asked = wish.compute_type
    choices = [FLOAT16, INT8_FLOAT16] if asked == AS_STORED else [asked]
    needs = [list(_rows(models, replace(wish, compute_type=choice))) for choice in choices]
    if total is None:
        return MemoryPlan(True, asked, None, needs[0])
    plans = [
        MemoryPlan(sum(row.bytes for row in rows) <= total, choice, total, rows)
        for choice, rows in zip(choices, needs)
    ]
    return next((one for one in plans if one.fits), plans[0])


def _rows(models: Models, wish: Wish) -> Iterator[Row]:
    yield from _of_whisper(models.whisper, wish)
    yield from _of_program(models.beside)
    yield Row("kept free", RESERVE)


def _of_whisper(whisper: WhisperSizes, wish: Wish) -> Iterator[Row]:
    weights, windows = whisper.weight_bytes(wish.compute_type), wish.batch_size
    yield Row(f"Whisper: weights in {wish.compute_type}", weights)
    yield Row("Whisper: the weights once more, for doubtful windows", weights)
    yield Row(f"Whisper: {windows} windows at a time", windows * whisper.window_bytes)
    yield Row("Whisper: CUDA", CUDA)


def _of_program(beside: Beside | None) -> Iterator[Row]:
    if beside is None:
        return
    name = beside.model
    yield Row(f"{name}: weights", beside.weights_bytes)
    yield Row(f"{name}: context of {beside.context_tokens} tokens", beside.context_bytes)
    yield Row(f"{name}: buffers", beside.workspace_bytes)
    yield Row(f"{name}: CUDA", CUDA)
