"""The events of a run, and the interface that receives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .errors import EngineError

if TYPE_CHECKING:  # these load the model's libraries, whose failure must be reportable
    from .audio.track import Track
    from .audio.waveform import Waveform
    from .memory.plan import MemoryPlan
    from .review.places import Place
    from .speakers.found_speakers import FoundSpeakers
    from .speakers.speaker import Speaker
    from .transcript.cues import Cue
    from .transcript.segments import Segment
    from .transcript.spans import CoverageSpan
    from .word_list.report import VocabularyReport

Timings = Mapping[str, float | None]

# Flags of the whole file
INCOMPLETE = "incomplete"  # 1 s or more of speech has no text
LANGUAGE_UNCERTAIN = "language_uncertain"  # it was detected, with a low probability
DUAL_MONO = "dual_mono"  # both channels carry the same sound
SPEAKERS_UNCERTAIN = "speakers_uncertain"  # there may be more, or fewer
SPEAKERS_UNAVAILABLE = "speakers_unavailable"  # they were asked for; the event has the reason


@dataclass(frozen=True)
class EngineInfo:
    """The engine and its device. `fallback`: why the requested GPU is not used.

    `model_sha256`: SHA-256 of the model's manifest, which identifies the exact version.
    """

    version: str
    device: str
    compute_type: str
    model_sha256: str
    fallback: str | None = None

    def as_json(self) -> dict[str, str]:
        info = {
            "version": self.version,
            "device": self.device,
            "computeType": self.compute_type,
            "modelSha256": self.model_sha256,
        }
        return info if self.fallback is None else {**info, "fallback": self.fallback}


@dataclass(frozen=True)
class Progress:
    """`transcribed`: all audio before this second of the file is transcribed. `fraction`: 0..1.

    `duration`: length of the file in seconds; None while unknown.
    """

    transcribed: float
    duration: float | None
    fraction: float


@dataclass(frozen=True)
class Outcome:
    """The result of a run. Durations in seconds, probabilities and confidence 0..1.

    `confidence`: None without text. `timings`: wall seconds by name. `flags`: for the whole file.
    `tracks`: the audio tracks, if the file has more than one. `waveform`: if it was asked for.
    `speakers`: those who were told apart; None if nobody was to be, or could be.
    `vocabulary`: what the word list did, if there was one.
    `review`: the places worth hearing, worst first; None if they were not asked for.
    """

    language: str
    language_probability: float
    duration: float
    confidence: float | None
    segments: int
    truncated: bool
    model: str
    engine: EngineInfo
    timings: Timings
    flags: Sequence[str] = ()
    tracks: Sequence[Track] = ()
    waveform: Waveform | None = None
    speakers: Sequence[Speaker] | None = None
    vocabulary: VocabularyReport | None = None
    review: Sequence[Place] | None = None


class EventSink(Protocol):
    """Call order: ready (segment | cue | coverage | progress)* waveform? (speakers (final_segment |
    final_cue)*)? (done | error), for each file. Final segments and cues replace the others.

    With requests from standard input `ready` comes once, and before the first of them.
    """

    def ready(
        self, engine: EngineInfo, timings: Timings, memory: MemoryPlan | None = None
    ) -> None: ...

    def segment(self, segment: Segment, with_words: bool) -> None: ...

    def cue(self, cue: Cue) -> None: ...

    def coverage(self, span: CoverageSpan) -> None: ...

    def progress(self, progress: Progress) -> None: ...

    def waveform(self, waveform: Waveform) -> None: ...

    def speakers(self, found: FoundSpeakers) -> None: ...

    def final_segment(self, segment: Segment, with_words: bool) -> None: ...

    def final_cue(self, cue: Cue) -> None: ...

    def done(self, outcome: Outcome) -> None: ...

    def error(self, error: EngineError) -> None: ...
