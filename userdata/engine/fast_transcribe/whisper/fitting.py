"""Calls the model with batches that fit the GPU's memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ..diagnostics import log
from ..errors import GpuMemoryExhausted

# CTranslate2's messages for full GPU memory: on its own allocation, and on one of cuBLAS
_OUT_OF_MEMORY = ("out of memory", "CUBLAS_STATUS_ALLOC_FAILED")

Asked = TypeVar("Asked")
Result = TypeVar("Result")
Call = Callable[[Sequence[Asked]], Sequence[Result]]


class FittingCalls:
    """Handles one file; shared by several threads.

    `batch_size`: windows per call; halved for the rest of the file whenever a batch does not fit.
    """

    def __init__(self, batch_size: int) -> None:
        self.batch_size = batch_size

    def results(
        self, call: Call[Asked, Result], asked: Sequence[Asked], texts: int
    ) -> list[Result]:
        """Returns one result per item of `asked`. Raises GpuMemoryExhausted.

        texts: number of texts decoded at once per item; batch_size windows have one text each.
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
