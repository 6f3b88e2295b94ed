"""Windows of speech -> words in file time, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..speech.mel_window import MelWindow
from .decode_result import DecodeResult
from .decoding import Decoding, features
from .guards import Guards
from .tokens import Vocabulary
from .window_text import Understood, WindowText, WindowTools
from .words import AlignedTokens, Texts, align


@dataclass(frozen=True)
class Draft:
    """What the model wrote for a window, not judged yet. aligned: in window time."""

    window: MelWindow
    result: DecodeResult
    aligned: AlignedTokens


class Recogniser:
    """The model, and when not to believe it. Python's other threads run while it works."""

    def __init__(self, decoding: Decoding, vocabulary: Vocabulary, guards: Guards) -> None:
        self._decoding = decoding
        self._tools = WindowTools(decoding, vocabulary, guards)

    def read(self, windows: Sequence[MelWindow], prompt: Sequence[int]) -> list[Draft]:
        """One a window: all that the model does for a batch, unless some of it is doubted."""
        whisper = self._decoding.whisper
        encoded = whisper.encode(features([w.mel for w in windows]))
        results = self._decoding.greedy(encoded, len(windows), prompt)
        lengths = [w.excerpt.times.samples for w in windows]
        texts = Texts(prompt, [r.tokens for r in results], lengths)
        return list(map(Draft, windows, results, align(whisper, encoded, texts)))

    def believe(self, draft: Draft, prompt: Sequence[int]) -> Understood:
        """The draft where it looks right, else the best of others; and what it left out."""
        text = WindowText(self._tools, draft.window, prompt)
        return text.understood(draft.result, draft.aligned)
