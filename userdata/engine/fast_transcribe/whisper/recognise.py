"""Decodes batches of windows into words with file times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..speech.mel_window import MelWindow
from .answers import Answers
from .asking import answered, together
from .quality_checks import QualityChecks
from .questions import Draft, DraftOf, Sound
from .tokens import Vocabulary
from .window_text import Corrector, DecodedWindow, WindowText, WindowTools


class Recogniser:
    """Decodes windows, with fallbacks for doubtful text. The model runs without Python's lock."""

    def __init__(self, vocabulary: Vocabulary, checks: QualityChecks) -> None:
        self._tools = WindowTools(vocabulary, checks)

    def decode(self, windows: Sequence[MelWindow], answers: Answers) -> list[Draft]:
        """Returns one greedy draft per window; sufficient unless the checks doubt it."""
        return answers([DraftOf(Sound(w.mel)) for w in windows])

    def with_fallback(
        self,
        windows: Sequence[MelWindow],
        drafts: Sequence[Draft],
        answers: Answers,
        corrector: Corrector | None = None,
    ) -> list[DecodedWindow]:
        """Replaces doubtful drafts by the best alternative, and decodes speech without words.

        The windows' requests to the model share its calls.
        """
        tools = replace(self._tools, corrector=corrector)
        texts = (WindowText(tools, w).decoded(d) for w, d in zip(windows, drafts))
        return answered(together(texts), answers)
