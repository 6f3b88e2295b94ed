"""Loads the model, the VAD and the front end once, before any audio arrives."""

from __future__ import annotations

from dataclasses import dataclass

from ctranslate2.models import Whisper

from . import __version__
from .event_sink import EngineInfo
from .speech.frontend import FrontEnd
from .speech.mel import MelSpectrogram
from .speech.vad import Silero
from .whisper.decoding import Decoding
from .whisper.manifest import ModelIdentity
from .whisper.model import ModelOptions, load_model
from .whisper.quality_checks import QualityChecks, QualityThresholds
from .whisper.recognise import Recogniser
from .whisper.tokens import Vocabulary

# Windows per batch. A GPU needs many to be busy; on a CPU each worker has its own batch.
_BATCH_SIZE = {"cuda": 20, "cpu": 2}
_GPU_WORKERS = 2  # one decodes a batch while the other builds segments of the previous one


@dataclass(frozen=True)
class Engine:
    """Model, vocabulary, VAD and front end, reusable for any number of files.

    `workers`: batches processed concurrently; `single_device`: the model decodes one at a time.
    """

    whisper: Whisper
    vocabulary: Vocabulary
    decoding: Decoding
    recogniser: Recogniser
    front_end: FrontEnd
    workers: int
    single_device: bool
    batch_size: int
    model: ModelIdentity
    info: EngineInfo


def load_engine(options: ModelOptions, batch_size: int | None) -> Engine:
    """batch_size None: the device's default. Raises the errors of load_model."""
    model = load_model(options)
    whisper, vocabulary = model.whisper, Vocabulary(options.directory)
    on_gpu = whisper.device == "cuda"
    decoding = Decoding(whisper, vocabulary)
    return Engine(
        whisper=whisper,
        vocabulary=vocabulary,
        decoding=decoding,
        recogniser=Recogniser(vocabulary, QualityChecks(QualityThresholds())),
        front_end=FrontEnd(Silero(), MelSpectrogram(whisper.n_mels)),
        workers=_GPU_WORKERS if on_gpu else model.replicas,
        single_device=on_gpu,
        batch_size=batch_size or _BATCH_SIZE[whisper.device],
        model=model.identity,
        info=EngineInfo(
            __version__,
            whisper.device,
            whisper.compute_type,
            model.identity.sha256,
            model.fallback,
        ),
    )
