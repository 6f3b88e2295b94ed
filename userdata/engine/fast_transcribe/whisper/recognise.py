"""Windows of speech -> words in file time, in batches."""

from __future__ import annotations

from collections.abc import Sequence

from ..speech.mel_window import MelWindow
from .answers import Answers
from .asking import answered, together
from .quality_checks import QualityChecks
from .questions import Draft, DraftOf, Sound
from .tokens import Vocabulary
from .window_text import DecodedWindow, WindowText, WindowTools


class Recogniser:
    """What is asked of the model, and when not to trust it.

    Python's other threads run while the model works.
    """

    def __init__(self, vocabulary: Vocabulary, checks: QualityChecks) -> None:
        self._tools = WindowTools(vocabulary, checks)

    def read(self, windows: Sequence[MelWindow], answers: Answers) -> list[Draft]:
        """One a window: all that the model does for a batch, unless some of it is doubted."""
        return answers([DraftOf(Sound(w.mel)) for w in windows])

    def with_fallback(
        self, windows: Sequence[MelWindow], drafts: Sequence[Draft], answers: Answers
    ) -> list[DecodedWindow]:
        """Each draft where it looks right, else the best of others; and what it left out.

        What the windows ask for beside their drafts is asked together.
        """
        texts = (WindowText(self._tools, w).understood(d) for w, d in zip(windows, drafts))
        return answered(together(texts), answers)
