"""Two classes that take the place of ctranslate2.models.Whisper: one records, one is a slow GPU.

Only what the engine and faster-whisper call is there; anything else is an AttributeError.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar

import ctranslate2
from ctranslate2.models import Whisper as RealWhisper
from recording import LANGUAGE, Encoded, Recording, alignment, reading, windows_of

Features = ctranslate2.StorageView | Encoded
COMPUTE_TYPES = {"float16", "float32", "int8", "int8_float16", "int8_float32"}  # of the GPU
_READ = ("sequences_ids", "scores", "no_speech_prob")
_ALIGNED = ("alignments", "text_token_probs")


@dataclass(frozen=True)
class Pace:
    """How long the simulated GPU is busy: seconds. An assumption, not a measurement of one.

    `align_share`: what aligning a batch costs, as a share of what generating it costs.
    """

    fixed: float  # for a batch
    per_window: float
    align_share: float
    per_step: float = 0.0  # for each token of the batch's longest text

    def generate(self, windows: int, steps: int) -> float:
        return self.fixed + self.per_window * windows + self.per_step * steps


class SimulatedGpu:
    """Does one thing at a time, however many threads ask, and counts what it does."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.busy_seconds = 0.0
        self.batches: list[int] = []
        self.steps = 0
        self._one_at_a_time = threading.Lock()

    def generate(self, windows: int, steps: int) -> None:
        self.batches.append(windows)
        self.steps += steps
        self._work(self.pace.generate(windows, steps))

    def align(self, windows: int, steps: int) -> None:
        self._work(self.pace.generate(windows, steps) * self.pace.align_share)

    def _work(self, seconds: float) -> None:
        with self._one_at_a_time:
            time.sleep(seconds)
            self.busy_seconds += seconds


class _OnGpu:
    """What both say about themselves, so that the caller behaves as it does on a GPU."""

    is_multilingual = True
    device = "cuda"
    device_index: ClassVar = [0]
    compute_type = "int8_float16"


class RecordingWhisper(_OnGpu):
    """The real model, on the CPU, whatever device is asked for; notes every answer."""

    recording: ClassVar[Recording]

    def __init__(self, model_path: str, compute_type: str = "default", **_: object) -> None:
        on_cpu = compute_type if compute_type == "int8" else "default"
        self._real = RealWhisper(model_path, device="cpu", compute_type=on_cpu)
        self.n_mels = self._real.n_mels

    def encode(self, features: ctranslate2.StorageView, **_: object) -> Encoded:
        return Encoded(list(windows_of(features)), self._real.encode(features))

    def generate(self, features: Features, prompts: Any, **options: Any) -> list[Any]:
        results = self._real.generate(_output(features), prompts, **options)
        asked = [reading(prompt, **options) for prompt in prompts]
        return self._noted(features, asked, (results, _READ))

    def align(self, features: Features, start: Any, texts: Any, frames: Any, **how: Any) -> Any:
        results = self._real.align(_output(features), start, texts, frames, **how)
        return self._noted(features, [alignment(t) for t in texts], (results, _ALIGNED))

    def detect_language(self, features: Features) -> Any:
        results = self._real.detect_language(_output(features))
        for window, languages in zip(windows_of(features), results):
            self.recording.note(window, LANGUAGE, {"languages": languages})
        return results

    def _noted(
        self, features: Features, asked: Sequence[str], given: tuple[Any, Sequence[str]]
    ) -> Any:
        results, names = given
        for window, what, result in zip(windows_of(features), asked, results):
            self.recording.note(window, what, {n: getattr(result, n) for n in names})
        return results


class ReplayedWhisper(_OnGpu):
    """No model at all: recorded answers, after the time that the simulated GPU takes."""

    recording: ClassVar[Recording]
    gpu: ClassVar[SimulatedGpu]

    def __init__(self, model_path: str, **_: object) -> None:
        self.n_mels = self.recording.n_mels

    def encode(self, features: ctranslate2.StorageView, **_: object) -> Encoded:
        return Encoded(list(windows_of(features)))

    def generate(self, features: Features, prompts: Any, **options: Any) -> list[Any]:
        answers = self._answers(features, [reading(prompt, **options) for prompt in prompts])
        self.gpu.generate(len(prompts), max(map(_steps, answers)))
        return answers

    def align(self, features: Features, start: Any, texts: Any, frames: Any, **how: Any) -> Any:
        self.gpu.align(len(texts), max(map(len, texts)))
        return self._answers(features, [alignment(t) for t in texts])

    def detect_language(self, features: Features) -> Any:
        windows = list(windows_of(features))
        self.gpu.align(len(windows), 1)
        return [self.recording.answer(w, LANGUAGE)["languages"] for w in windows]

    def _answers(self, features: Features, asked: Sequence[str]) -> list[SimpleNamespace]:
        windows = windows_of(features)
        return [SimpleNamespace(**self.recording.answer(w, a)) for w, a in zip(windows, asked)]


def _steps(answer: SimpleNamespace) -> int:
    """Steps of the decoder: a token each, and the end of the text."""
    return 1 + max(map(len, answer.sequences_ids))


def _output(features: Features) -> ctranslate2.StorageView:
    return features.output if isinstance(features, Encoded) else features
