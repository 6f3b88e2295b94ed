"""Who is told what happens in a run: a program, by events, or a person, on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .errors import EngineError

if TYPE_CHECKING:  # they import the model's libraries, which may be what an error is about
    from .audio.track import Track
    from .transcript.cues import Cue
    from .transcript.segments import Segment
    from .transcript.spans import CoverageSpan

Timings = Mapping[str, float | None]

# Flags of the whole file
INCOMPLETE = "incomplete"  # a second or more of speech has no text
LANGUAGE_UNCERTAIN = "language_uncertain"  # it was detected, and could well be another
DUAL_MONO = "dual_mono"  # its two sides carry the same sound


@dataclass(frozen=True)
class EngineInfo:
    """What does the work. `fallback` says why it is not the GPU that was asked for.

    `model_sha256`: of the model's manifest, so of this very version of it.
    """

    version: str
    device: str
    compute_type: str
    model_sha256: str
    fallback: str | None = None

    def as_json(self) -> dict[str, str]:
        said = {
            "version": self.version,
            "device": self.device,
            "computeType": self.compute_type,
            "modelSha256": self.model_sha256,
        }
        return said if self.fallback is None else {**said, "fallback": self.fallback}


@dataclass(frozen=True)
class Progress:
    """`transcribed`: the second of the file up to which all is transcribed; `fraction` 0..1.

    `duration` is None while the length is not known.
    """

    transcribed: float
    duration: float | None
    fraction: float


@dataclass(frozen=True)
class Outcome:
    """The end of a run. Durations in seconds, probabilities and confidence 0..1.

    `confidence` is None without any text; `timings` are wall seconds by their names. `flags` are of
    the whole file; `tracks` are those with sound, where the file has more than one.
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


class EventSink(Protocol):
    """Called in this order: ready (segment | cue | coverage | progress)* (done | error)."""

    def ready(self, engine: EngineInfo, timings: Timings) -> None: ...

    def segment(self, segment: Segment, with_words: bool) -> None: ...

    def cue(self, cue: Cue) -> None: ...

    def coverage(self, span: CoverageSpan) -> None: ...

    def progress(self, progress: Progress) -> None: ...

    def done(self, outcome: Outcome) -> None: ...

    def error(self, error: EngineError) -> None: ...
