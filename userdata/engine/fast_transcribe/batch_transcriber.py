"""Batches of windows -> segments: what the lanes have the model do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .engine import Engine
from .speech.mel_window import MelWindow
from .transcript.segments import SegmentBuilder, WindowResult
from .whisper.answers import Answers
from .whisper.fitting import FittingCalls
from .whisper.language import LanguageSelector
from .whisper.questions import Draft

_PATIENCE = 1.0  # seconds: about what a GPU takes for a batch


class BatchTranscriber:
    """For one file. What `begin` answers may be called in several threads at the same time."""

    def __init__(self, engine: Engine, language: LanguageSelector) -> None:
        self._engine = engine
        self._language = language
        self._maker = SegmentBuilder()
        self._calls = FittingCalls(engine.batch_size)

    @property
    def batch_size(self) -> int:
        return self._calls.batch_size

    @property
    def patience(self) -> float:
        """Zero on a CPU, where a window takes as long in any batch."""
        return _PATIENCE if self._engine.single_device else 0.0

    def begin(self, windows: Sequence[MelWindow]) -> Callable[[], Sequence[WindowResult]]:
        """A GPU reads the batch at once, since no other lane may take it meanwhile.

        What is left is for the processor, while the GPU has the next batch.
        """
        engine = self._engine
        answers = Answers(engine.decoding, self._language.prompt, self._calls)
        if engine.single_device:
            drafts = engine.recogniser.decode(windows, answers)
            return lambda: self._results(windows, drafts, answers)
        return lambda: self._results(windows, engine.recogniser.decode(windows, answers), answers)

    def _results(
        self, windows: Sequence[MelWindow], drafts: Sequence[Draft], answers: Answers
    ) -> list[WindowResult]:
        understood = self._engine.recogniser.with_fallback(windows, drafts, answers)
        return list(map(self._maker.result, understood))
