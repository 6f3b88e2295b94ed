"""What is loaded once, before the audio is there."""

from __future__ import annotations

from dataclasses import dataclass

from ctranslate2.models import Whisper

from . import __version__
from .events import EngineInfo
from .frontend import FrontEnd
from .mel import MelSpectrogram
from .model import ModelOptions, load_model
from .recognise import Doubts, Recogniser
from .tokens import Vocabulary
from .vad import Silero

# Windows at a time. A GPU needs many to be busy; a CPU is busy with one, and a small batch lets
# segments and progress out more often.
_BATCH_SIZE = {"cuda": 16, "cpu": 4}


@dataclass(frozen=True)
class Engine:
    """Model, vocabulary, VAD and front end, ready for one file after the other."""

    whisper: Whisper
    vocabulary: Vocabulary
    recogniser: Recogniser
    front_end: FrontEnd
    batch_size: int
    info: EngineInfo


def load_engine(options: ModelOptions, batch_size: int | None) -> Engine:
    """batch_size None: what suits the device. Raises as load_model does."""
    model = load_model(options)
    whisper, vocabulary = model.whisper, Vocabulary(options.directory)
    return Engine(
        whisper=whisper,
        vocabulary=vocabulary,
        recogniser=Recogniser(whisper, vocabulary, Doubts()),
        front_end=FrontEnd(Silero(), MelSpectrogram(whisper.n_mels)),
        batch_size=batch_size or _BATCH_SIZE[whisper.device],
        info=EngineInfo(__version__, whisper.device, whisper.compute_type, model.fallback),
    )
