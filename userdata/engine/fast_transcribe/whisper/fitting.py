"""Calls of the model, with as many windows at a time as the GPU's memory holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ..diagnostics import log
from ..errors import GpuMemoryExhausted

# How CTranslate2 says that the GPU's memory is full: when it allocates, and when cuBLAS does
_OUT_OF_MEMORY = ("out of memory", "CUBLAS_STATUS_ALLOC_FAILED")

Asked = TypeVar("Asked")
Result = TypeVar("Result")
Call = Callable[[Sequence[Asked]], Sequence[Result]]


class FittingCalls:
    """For one file; several threads may share it.

    `batch_size`: windows at a time. Where they do not fit they are halved, and it stays so.
    """

    def __init__(self, batch_size: int) -> None:
        self.batch_size = batch_size

    def results(
        self, call: Call[Asked, Result], asked: Sequence[Asked], texts: int
    ) -> list[Result]:
        """One for each of what is asked. Raises GpuMemoryExhausted.

        texts: how many the decoder writes for each at the same time; a window has one of them.
        """
        found: list[Result] = []
        while len(found) < len(asked):
            most = max(self.batch_size // texts, 1)
            found += self._fitting(call, asked[len(found) : len(found) + most], texts)
        return found

    def _fitting(
        self, call: Call[Asked, Result], asked: Sequence[Asked], texts: int
    ) -> list[Result]:
        try:
            return list(call(asked))
        except RuntimeError as e:
            if not any(sign in str(e) for sign in _OUT_OF_MEMORY):
                raise
            if len(asked) == 1:
                raise GpuMemoryExhausted(
                    "The GPU's memory cannot hold the model and one window of 30 s; the rest of the"
                    " audio was not transcribed; use a smaller compute type or a larger GPU."
                ) from e
        half = len(asked) // 2
        self.batch_size = min(self.batch_size, half * texts)
        log("warn", "the GPU's memory is full: smaller batches", batchSize=self.batch_size)
        parts = (asked[:half], asked[half:])
        return [result for part in parts for result in self._fitting(call, part, texts)]
