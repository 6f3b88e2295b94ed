"""Output for a program: events as JSON lines, camelCase, each written at once."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .diagnostics import log
from .errors import EngineError
from .event_sink import EngineInfo, Outcome, Progress, Timings

if TYPE_CHECKING:  # they import the model's libraries, which may be what failed
    from .audio.waveform import Waveform
    from .memory.plan import MemoryPlan
    from .speakers.found_speakers import FoundSpeakers
    from .transcript.cues import Cue
    from .transcript.segments import Segment
    from .transcript.spans import CoverageSpan
    from .whisper.words import Word


class EventWriter:
    """Writes events to a file descriptor. Not thread-safe: one thread per run uses it.

    Unbuffered: a closed pipe raises BrokenPipeError here, and nowhere later.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def ready(self, engine: EngineInfo, timings: Timings, memory: MemoryPlan | None = None) -> None:
        planned = {} if memory is None else {"memory": memory.as_json()}
        self._write("ready", engine=engine.as_json(), timings=rounded(timings), **planned)

    def segment(self, segment: Segment, with_words: bool) -> None:
        self._segment("segment", segment, with_words)

    def cue(self, cue: Cue) -> None:
        self._write("cue", **cue_json(cue))

    def coverage(self, span: CoverageSpan) -> None:
        self._write("coverage", **coverage_json(span))

    def progress(self, progress: Progress) -> None:
        duration = progress.duration
        self._write(
            "progress",
            transcribedSeconds=round(progress.transcribed, 2),
            durationSeconds=None if duration is None else round(duration, 2),
            fraction=round(progress.fraction, 4),
        )

    def waveform(self, waveform: Waveform) -> None:
        self._write("waveform", **waveform.as_json())

    def speakers(self, found: FoundSpeakers) -> None:
        self._write("speakers", **found.as_json())

    def final_segment(self, segment: Segment, with_words: bool) -> None:
        self._segment("final-segment", segment, with_words)

    def final_cue(self, cue: Cue) -> None:
        self._write("final-cue", **cue_json(cue))

    def done(self, outcome: Outcome) -> None:
        if outcome.review is not None:
            self._write("review", places=[place.as_json() for place in outcome.review])
        if outcome.vocabulary is not None:
            self._write("vocabulary", report=outcome.vocabulary.as_json())
        self._write("done", **outcome_json(outcome), segments=outcome.segments)
        if outcome.flags:
            log("warn", "of the whole file", flags=", ".join(outcome.flags))

    def error(self, error: EngineError) -> None:
        self._write("error", code=error.code, message=str(error))

    def _segment(self, event: str, segment: Segment, with_words: bool) -> None:
        words = {"words": [word_json(w) for w in segment.words]} if with_words else {}
        self._write(event, **segment_json(segment), **words)

    def _write(self, event: str, **fields: object) -> None:
        line = json.dumps({"event": event, **fields}, ensure_ascii=False) + "\n"
        rest = line.encode()
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


def claim_stdout() -> int:
    """Reserves standard output for events: native libraries print to standard error instead."""
    events = os.dup(1)
    os.dup2(2, 1)
    return events


def segment_json(segment: Segment) -> dict[str, Any]:
    speaker = {} if segment.speaker is None else {"speaker": segment.speaker}
    return {
        "id": segment.id,
        "start": round(segment.start, 2),
        "end": round(segment.end, 2),
        "text": segment.text,
        "confidence": round(segment.confidence, 3),
        **speaker,
        "flags": list(segment.flags),
    }


def cue_json(cue: Cue) -> dict[str, Any]:
    """With the speaker where one speaks in all of it, and with those of the lines where two do."""
    return {
        "start": round(cue.start, 3),
        "end": round(cue.end, 3),
        "lines": list(cue.lines),
        **_spoken_by(cue.speakers),
    }


def _spoken_by(speakers: Sequence[str | None]) -> dict[str, object]:
    """speakers: of the lines, or none."""
    if len(set(speakers)) > 1:
        return {"speakers": list(speakers)}
    speaker = next(iter(speakers), None)
    return {} if speaker is None else {"speaker": speaker}


def coverage_json(span: CoverageSpan) -> dict[str, Any]:
    reason = {} if span.reason is None else {"reason": span.reason}
    return {"start": round(span.start, 2), "end": round(span.end, 2), "kind": span.kind, **reason}


def word_json(word: Word) -> dict[str, Any]:
    return {
        "start": round(word.start, 2),
        "end": round(word.end, 2),
        "word": word.text,
        "probability": round(word.probability, 3),
        **({} if word.speaker is None else {"speaker": word.speaker}),
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """The fields of a run's outcome, without the number of segments."""
    confidence = outcome.confidence
    return {
        "language": outcome.language,
        "languageProbability": round(outcome.language_probability, 4),
        "durationSeconds": round(outcome.duration, 2),
        "confidence": None if confidence is None else round(confidence, 3),
        **({"truncated": True} if outcome.truncated else {}),
        **({"flags": list(outcome.flags)} if outcome.flags else {}),
        **({"tracks": [track.as_json() for track in outcome.tracks]} if outcome.tracks else {}),
        "model": outcome.model,
        "engine": outcome.engine.as_json(),
        "timings": rounded(outcome.timings),
    }


def rounded(timings: Timings) -> dict[str, float | None]:
    return {k: None if v is None else round(v, 3) for k, v in timings.items()}
