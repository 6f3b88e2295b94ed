"""Batches of windows -> segments: the model, and fewer at a time if memory is short."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .diagnostics import log
from .engine import Engine
from .errors import GpuMemoryExhausted
from .speech.mel_window import MelWindow
from .transcript.segments import SegmentMaker, WindowResult
from .whisper.language import LanguageSelector
from .whisper.recognise import Draft

# How CTranslate2 says that the GPU's memory is full: when it allocates, and when cuBLAS does
_OUT_OF_MEMORY = ("out of memory", "CUBLAS_STATUS_ALLOC_FAILED")


class BatchReader:
    """For one file. What `begin` answers may be called in several threads at the same time."""

    def __init__(self, engine: Engine, language: LanguageSelector) -> None:
        self._engine = engine
        self._language = language
        self._maker = SegmentMaker()
        self.batch_size = engine.batch_size

    def begin(self, windows: Sequence[MelWindow]) -> Callable[[], Sequence[WindowResult]]:
        """A GPU reads the batch at once, since no other lane may take it meanwhile.

        What is left is for the processor, while the GPU has the next batch.
        """
        prompt = self._language.prompt
        if self._engine.shares_device:
            drafts = self._read(windows, prompt)
            return lambda: self._results(drafts, prompt)
        return lambda: self._results(self._read(windows, prompt), prompt)

    def _results(self, drafts: Sequence[Draft], prompt: Sequence[int]) -> list[WindowResult]:
        recogniser = self._engine.recogniser
        return [self._maker.result(recogniser.believe(draft, prompt)) for draft in drafts]

    def _read(self, windows: Sequence[MelWindow], prompt: Sequence[int]) -> list[Draft]:
        try:
            return self._engine.recogniser.read(windows, prompt)
        except RuntimeError as e:
            if not any(sign in str(e) for sign in _OUT_OF_MEMORY):
                raise
            if len(windows) == 1:
                raise GpuMemoryExhausted(
                    "The GPU's memory cannot hold the model and one window of 30 s; the rest of the"
                    " audio was not transcribed; use a smaller compute type or a larger GPU."
                ) from e
        half = len(windows) // 2
        self.batch_size = min(self.batch_size, half)
        log("warn", "the GPU's memory is full: smaller batches from now on", batchSize=half)
        return self._read(windows[:half], prompt) + self._read(windows[half:], prompt)
