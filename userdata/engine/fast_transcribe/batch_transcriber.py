"""Transcribes batches of windows into segments; the work of BatchWorkers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .engine import Engine
from .speech.mel_window import MelWindow
from .transcript.segments import SegmentBuilder, WindowResult
from .whisper.answers import Answers
from .whisper.fitting import FittingCalls
from .whisper.language import LanguageSelector
from .whisper.questions import Draft
from .whisper.window_text import Corrector

if TYPE_CHECKING:  # imported if asked for
    from .review.review import Review

_MAX_WAIT = 1.0  # seconds; about the time of one batch on a GPU


class BatchTranscriber:
    """Handles one file. The callables that `begin` returns may run concurrently."""

    def __init__(
        self,
        engine: Engine,
        language: LanguageSelector,
        corrector: Corrector | None = None,
        review: Review | None = None,
    ) -> None:
        self._engine = engine
        self._corrector = corrector
        self._review = review
        self._language = language
        self._segments = SegmentBuilder()
        self._calls = FittingCalls(engine.batch_size)

    @property
    def batch_size(self) -> int:
        return self._calls.batch_size

    @property
    def max_wait(self) -> float:
        """Seconds that a batch waits to fill up; 0 on a CPU, where full batches are not faster."""
        return _MAX_WAIT if self._engine.single_device else 0.0

    def begin(self, windows: Sequence[MelWindow]) -> Callable[[], Sequence[WindowResult]]:
        """On a GPU decodes now, under the caller's lock; on a CPU the returned callable decodes.

        The callable also decodes doubtful windows again and builds the segments.
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
        decoded = self._engine.recogniser.with_fallback(windows, drafts, answers, self._corrector)
        results = list(map(self._segments.result, decoded))
        if self._review:
            for window, result in zip(windows, results):
                self._review.add(window, result, self._language.language.code)
        return results
