"""Temperature fallback: reads a window again, choosing words by chance instead of the likeliest.

A greedy reading that has gone wrong goes wrong again; five drawn ones rarely all do (Whisper's
paper, section 4.5). The draw must depend on the window alone, or a resumed transcript would differ
from one made in one go. CTranslate2 seeds its generator once for each worker thread, so a copy of
the model is loaded for each such window: a fraction of a second, for the few windows that need it,
and its memory only that long.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ctranslate2
from ctranslate2.models import Whisper, WhisperGenerationResult

from ..speech.mel import padded
from ..speech.mel_window import MelWindow


@dataclass(frozen=True)
class Sampling:
    """`best_of` readings are drawn, the likeliest is taken."""

    temperature: float = 0.4
    best_of: int = 5


class Sampler:
    """`load` gives a new copy of the model."""

    def __init__(self, load: Callable[[], Whisper], sampling: Sampling) -> None:
        self._load = load
        self._sampling = sampling
        self._one_at_a_time = threading.Lock()  # the seed is global

    def read(self, window: MelWindow, prompt: Sequence[int]) -> WhisperGenerationResult:
        """The likeliest of the drawn readings is the first sequence of the result."""
        features = ctranslate2.StorageView.from_array(padded([window.mel]))
        with self._one_at_a_time:
            ctranslate2.set_random_seed(window.number)
            return self._load().generate(
                features,
                [list(prompt)],
                beam_size=1,
                sampling_topk=0,  # of the whole vocabulary
                sampling_temperature=self._sampling.temperature,
                num_hypotheses=self._sampling.best_of,
                return_scores=True,
                return_no_speech_prob=True,
            )[0]
