"""The border to the caller: JSON lines on standard output, camelCase, flushed one by one."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import EngineError

if TYPE_CHECKING:  # they import the model's libraries, which may be what an error is about
    from .segments import Segment
    from .words import Word


@dataclass(frozen=True)
class EngineInfo:
    """What does the work. `fallback` says why it is not the GPU that was asked for."""

    version: str
    device: str
    compute_type: str
    fallback: str | None = None

    def as_json(self) -> dict[str, str]:
        said = {"version": self.version, "device": self.device, "computeType": self.compute_type}
        return said if self.fallback is None else {**said, "fallback": self.fallback}


@dataclass(frozen=True)
class Outcome:
    """The end of a run. Durations in seconds, probabilities and confidence 0..1."""

    language: str
    language_probability: float
    duration: float
    confidence: float | None
    segments: int
    truncated: bool


class EventWriter:
    """Writes events to a file descriptor. Not thread-safe: it belongs to the pipeline's driver.

    Unbuffered: an event that nobody reads raises BrokenPipeError here, and nowhere later.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def ready(self, engine: EngineInfo, timings: Mapping[str, float | None]) -> None:
        self._write("ready", engine=engine.as_json(), timings=_rounded(timings))

    def segment(self, segment: Segment, with_words: bool) -> None:
        words = {"words": [_word(w) for w in segment.words]} if with_words else {}
        self._write(
            "segment",
            id=segment.id,
            start=round(segment.start, 2),
            end=round(segment.end, 2),
            text=segment.text,
            confidence=round(segment.confidence, 3),
            flags=list(segment.flags),
            **words,
        )

    def progress(self, transcribed: float, duration: float | None, fraction: float) -> None:
        self._write(
            "progress",
            transcribedSeconds=round(transcribed, 2),
            durationSeconds=None if duration is None else round(duration, 2),
            fraction=round(fraction, 4),
        )

    def done(
        self, outcome: Outcome, engine: EngineInfo, timings: Mapping[str, float | None]
    ) -> None:
        confidence = outcome.confidence
        self._write(
            "done",
            language=outcome.language,
            languageProbability=round(outcome.language_probability, 4),
            durationSeconds=round(outcome.duration, 2),
            confidence=None if confidence is None else round(confidence, 3),
            segments=outcome.segments,
            **({"truncated": True} if outcome.truncated else {}),
            engine=engine.as_json(),
            timings=_rounded(timings),
        )

    def error(self, error: EngineError) -> None:
        self._write("error", code=error.code, message=str(error))

    def _write(self, event: str, **fields: object) -> None:
        line = json.dumps({"event": event, **fields}, ensure_ascii=False) + "\n"
        rest = line.encode()
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


def claim_stdout() -> int:
    """Standard output for events alone: what native libraries print goes to standard error."""
    events = os.dup(1)
    os.dup2(2, 1)
    return events


def _word(word: Word) -> dict[str, float | str]:
    return {
        "start": round(word.start, 2),
        "end": round(word.end, 2),
        "word": word.text,
        "probability": round(word.probability, 3),
    }


def _rounded(timings: Mapping[str, float | None]) -> dict[str, float | None]:
    return {k: None if v is None else round(v, 3) for k, v in timings.items()}
