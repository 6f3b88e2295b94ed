"""What is loaded once, before the audio is there."""

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

# Windows at a time. A GPU needs many to be busy; on a CPU each lane has a batch of its own.
_BATCH_SIZE = {"cuda": 20, "cpu": 2}
_LANES_OF_A_GPU = 2  # while the GPU reads one lane's batch, the other makes segments of the last


@dataclass(frozen=True)
class Engine:
    """Model, vocabulary, VAD and front end, ready for one file after the other.

    `lanes`: batches that are worked on at the same time; `single_device`: only one of them in the
    model.
    """

    whisper: Whisper
    vocabulary: Vocabulary
    decoding: Decoding
    recogniser: Recogniser
    front_end: FrontEnd
    lanes: int
    single_device: bool
    batch_size: int
    model: ModelIdentity
    info: EngineInfo


def load_engine(options: ModelOptions, batch_size: int | None) -> Engine:
    """batch_size None: what suits the device. Raises as load_model does."""
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
        lanes=_LANES_OF_A_GPU if on_gpu else model.replicas,
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
