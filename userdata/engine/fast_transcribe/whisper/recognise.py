"""Windows of speech -> words in file time, in batches."""

from __future__ import annotations

from collections.abc import Sequence

from ..speech.mel_window import MelWindow
from .answers import Answers
from .asking import answered, together
from .guards import Guards
from .questions import Draft, DraftOf, Sound
from .tokens import Vocabulary
from .window_text import Understood, WindowText, WindowTools


class Recogniser:
    """What is asked of the model, and when not to believe it.

    Python's other threads run while the model works.
    """

    def __init__(self, vocabulary: Vocabulary, guards: Guards) -> None:
        self._tools = WindowTools(vocabulary, guards)

    def read(self, windows: Sequence[MelWindow], answers: Answers) -> list[Draft]:
        """One a window: all that the model does for a batch, unless some of it is doubted."""
        return answers([DraftOf(Sound(w.mel)) for w in windows])

    def believe(
        self, windows: Sequence[MelWindow], drafts: Sequence[Draft], answers: Answers
    ) -> list[Understood]:
        """Each draft where it looks right, else the best of others; and what it left out.

        What the windows ask for beside their drafts is asked together.
        """
        texts = (WindowText(self._tools, w).understood(d) for w, d in zip(windows, drafts))
        return answered(together(texts), answers)
