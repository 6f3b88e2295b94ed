"""A GPU without memory for a batch: batches get smaller and no window is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from engine_command import AUDIO, Reference
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.source import open_source
from fast_transcribe.batch_transcriber import BatchTranscriber
from fast_transcribe.engine import Engine, load_engine
from fast_transcribe.errors import GpuMemoryExhausted
from fast_transcribe.speech.mel_window import MelWindow
from fast_transcribe.whisper.language import LanguageSelector
from fast_transcribe.whisper.model import ModelOptions
from remembering_model import remembering

MESSAGES = ["CUDA failed with error out of memory", "cuBLAS failed with CUBLAS_STATUS_ALLOC_FAILED"]


class SmallGpu:
    """The real model, which fails above this number of windows."""

    def __init__(self, whisper: Any, room: int, message: str) -> None:
        self._whisper = whisper
        self._room = room
        self._message = message
        self.batches: list[int] = []

    def encode(self, features: Any) -> Any:
        if features.shape[0] > self._room:
            raise RuntimeError(self._message)
        self.batches.append(features.shape[0])
        return self._whisper.encode(features)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whisper, name)


@pytest.fixture(scope="module")
def engine(model_dir: Path) -> Engine:
    return remembering(load_engine(ModelOptions(model_dir, "cpu"), batch_size=16))


@pytest.fixture(scope="module")
def windows(engine: Engine) -> list[MelWindow]:
    with open_source(str(AUDIO / "long.wav")) as source:
        blocks = AudioFile(source, DecodeOptions(3600.0)).blocks()
        return [
            w
            for w in engine.front_end.mels(engine.front_end.windows(blocks, 1))
            if isinstance(w, MelWindow)
        ]


def reader(engine: Engine) -> BatchTranscriber:
    return BatchTranscriber(engine, LanguageSelector(engine.whisper, engine.vocabulary, "sv"))


@pytest.mark.parametrize("message", MESSAGES)
def test_the_batch_is_halved_and_stays_so(
    message: str,
    engine: Engine,
    windows: list[MelWindow],
    references: dict[str, Reference],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gpu = SmallGpu(engine.whisper, 1, message)
    monkeypatch.setattr(engine.decoding, "whisper", gpu)
    reading = reader(engine)
    segments = [s for result in reading.begin(windows)() for s in result.segments]
    assert " ".join(s.text for s in segments) == references["long.wav"].text
    assert gpu.batches == [1] * len(windows)
    assert reading.batch_size == 1


def test_no_room_for_one_window(
    engine: Engine, windows: list[MelWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.decoding, "whisper", SmallGpu(engine.whisper, 0, MESSAGES[0]))
    with pytest.raises(GpuMemoryExhausted, match="smaller compute type"):
        reader(engine).begin(windows)()


def test_any_other_failure_is_not_taken_for_it(
    engine: Engine, windows: list[MelWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.decoding, "whisper", SmallGpu(engine.whisper, 0, "invalid"))
    with pytest.raises(RuntimeError, match="invalid"):
        reader(engine).begin(windows)()
