"""One run: load, wait for the request if need be, transcribe, tell it all as events."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from .confidence import FileConfidence
from .decode import AudioFile
from .engine import Engine, load_engine
from .errors import AudioUnreadable
from .events import EventWriter, Outcome
from .model import ModelOptions
from .pipeline import Pipeline
from .progress import ProgressPace
from .request import Request, await_request
from .segments import Segment


@dataclass(frozen=True)
class SessionOptions:
    """`request.audio` is empty when the request comes on standard input."""

    model: ModelOptions
    batch_size: int | None
    max_seconds: float
    request: Request
    await_request: bool


class Session:
    """Timings are wall seconds; firstSegment and total count from when the audio was asked for."""

    def __init__(self, options: SessionOptions, events: EventWriter, import_seconds: float) -> None:
        self._options = options
        self._events = events
        self._timings: dict[str, float | None] = {"importSeconds": import_seconds}
        self._asked = 0.0

    def run(self, lines: TextIO) -> None:
        """Raises EngineError. Returns quietly if `lines` ends before a request."""
        began = time.monotonic()
        engine = load_engine(self._options.model, self._options.batch_size)
        self._timings["modelLoadSeconds"] = time.monotonic() - began
        self._events.ready(engine.info, self._timings)
        request: Request | None = self._options.request
        if self._options.await_request:
            request = await_request(lines, self._options.request)
        if request is not None:
            self._transcribe(engine, request)

    def _transcribe(self, engine: Engine, request: Request) -> None:
        self._asked = time.monotonic()
        self._timings["firstSegmentSeconds"] = None
        with _open(request.audio) as raw:
            file = AudioFile(raw, self._options.max_seconds)
            pipeline = Pipeline(engine, file, request.language)
            confidence, segments = self._tell(pipeline, file, request.words)
        self._timings["totalSeconds"] = time.monotonic() - self._asked
        language = pipeline.language
        outcome = Outcome(
            language=language.code,
            language_probability=language.probability,
            duration=file.seconds or 0.0,
            confidence=confidence,
            segments=segments,
            truncated=file.truncated,
        )
        self._events.done(outcome, engine.info, self._timings)

    def _tell(self, pipeline: Pipeline, file: AudioFile, words: bool) -> tuple[float | None, int]:
        """Segments and progress as they come -> the file's confidence, how many segments."""
        confidence, pace = FileConfidence(), ProgressPace(time.monotonic)
        segments, told = 0, 0
        for item in pipeline.run():
            if isinstance(item, Segment):
                if segments == 0:
                    self._timings["firstSegmentSeconds"] = time.monotonic() - self._asked
                segments += 1
                confidence.add(item)
                self._events.segment(item, words)
            elif pace.due(item.seconds, new_segments=segments > told):
                told = segments
                self._events.progress(item.seconds, file.seconds, file.fraction(item.seconds))
        return confidence.value, segments


def _open(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as e:
        raise AudioUnreadable(
            f"The audio file cannot be opened ({e.strerror}); nothing was transcribed;"
            " check the path and its permissions."
        ) from e
