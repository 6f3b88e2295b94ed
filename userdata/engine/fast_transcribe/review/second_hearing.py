"""Hears parts of windows again, in batches, once the first hearing is over."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..engine import Engine
from ..whisper.answers import Answers
from ..whisper.fitting import FittingCalls
from ..whisper.language import LanguageSelector
from ..whisper.questions import DraftOf, Sound
from ..whisper.words import Word
from .part import Part


class SecondHearing:
    """Greedy, as the first; the sound is cut otherwise. Deterministic."""

    def __init__(self, engine: Engine, language: LanguageSelector) -> None:
        self._engine = engine
        self._language = language
        self._calls = FittingCalls(engine.batch_size)

    def heard(self, parts: Sequence[Part]) -> list[list[Word]]:
        """The words that are heard in each part this time. Raises GpuMemoryExhausted."""
        size = self._engine.batch_size
        batches = [parts[i : i + size] for i in range(0, len(parts), size)]
        workers = 1 if self._engine.single_device else self._engine.workers
        with ThreadPoolExecutor(workers, "second hearing") as pool:
            return [words for batch in pool.map(self._batch, batches) for words in batch]

    def _batch(self, parts: Sequence[Part]) -> list[list[Word]]:
        answers = Answers(self._engine.decoding, self._language.prompt, self._calls)
        drafts = answers([DraftOf(Sound(part.mel.astype(np.float32))) for part in parts])
        vocabulary = self._engine.vocabulary
        return [draft.aligned.words(draft.result.tokens, 0, vocabulary) for draft in drafts]
