"""Loads the model once and transcribes one file after the other, sending results to the sink."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .audio.decoder_process import Decoder
from .audio.decoders import Decoders
from .audio.options import DecodeOptions
from .audio.recording import Recording
from .audio.waveform import Waveform
from .endings import report
from .engine import Engine, load_engine
from .errors import EngineError
from .event_sink import EventSink, Outcome, Progress, Timings
from .memory.plan import MemoryPlan
from .overwriting import Files, refuse_overwriting
from .progress import ProgressPace
from .request import Request, await_request
from .speech.frontend import Watermark
from .transcript.confidence import FileConfidence
from .transcript.cues import Cue
from .transcript.document_names import DocumentOptions
from .transcript.documents import Documents
from .transcript.segments import Segment
from .transcript.spans import CoverageSpan
from .transcription import Live, Order, Transcription
from .whisper.model import ModelOptions

if TYPE_CHECKING:  # imported only where they are asked for
    from .review.review import Review
    from .speakers.diarization import Final, SpeakerOrder
    from .speakers.found_speakers import FoundSpeakers
    from .speakers.speaker import Speaker

_LOADED_BEFORE: Timings = {"importSeconds": 0.0, "modelLoadSeconds": 0.0}


@dataclass(frozen=True)
class SessionOptions:
    """`request`: for each file, and the defaults of a request on standard input.

    `memory`: the plan for a language model on the same GPU, if there is one. `speaker_models`: the
    folder of the networks that tell speakers apart.
    """

    model: ModelOptions
    batch_size: int | None
    max_seconds: float
    request: Request
    documents: DocumentOptions
    speaker_models: Path
    memory: MemoryPlan | None = None


class Session:
    """Timings are wall seconds; firstSegment and total count from the request for the file.

    Import and load times are those of the first file; later files report 0.
    """

    def __init__(
        self,
        options: SessionOptions,
        sink: EventSink,
        decoders: Decoders,
        *,
        import_seconds: float,
    ) -> None:
        self._options = options
        self._sink = sink
        self._decoders = decoders
        self._import_seconds = import_seconds
        self._engine: Engine | None = None
        self._timings: dict[str, float | None] = {}

    def transcribe(self, audio: str) -> None:
        """audio: a path, or "-" for standard input. Raises EngineError."""
        engine = self._ready()
        with self._decoders.next() as decoder:
            self._transcribe(engine, decoder, replace(self._options.request, audio=audio))

    def await_request(self, lines: BinaryIO) -> None:
        """Raises EngineError. Returns if `lines` ends before a request."""
        self._answer_next(self._ready(), lines)

    def await_requests(self, lines: BinaryIO) -> None:
        """Answers request after request, in order, until `lines` ends.

        Raises EngineError where one ends the process; the others are sent to the sink.
        """
        engine = self._ready()
        more = True
        while more:
            try:
                more = self._answer_next(engine, lines)
            except EngineError as e:
                if e.ends_process:
                    raise
                report(e, self._sink)
            self._timings = dict(_LOADED_BEFORE)

    def _answer_next(self, engine: Engine, lines: BinaryIO) -> bool:
        """Transcribes for one line; False if there is none any more."""
        request = await_request(lines, self._options.request)
        if request is None:
            return False
        refuse_overwriting(self._files(request))
        with self._decoders.next() as decoder:
            self._transcribe(engine, decoder, request)
        return True

    def _ready(self) -> Engine:
        """The engine, loaded for the first file, or for a later one if that failed."""
        began = time.monotonic()
        engine = self._engine or load_engine(self._options.model, self._options.batch_size)
        is_new, self._engine = self._engine is None, engine
        if is_new and not engine.single_device:
            self._decoders.lower_priority()
        loaded = {
            "importSeconds": self._import_seconds,
            "modelLoadSeconds": time.monotonic() - began,
        }
        self._timings = dict(loaded if is_new else _LOADED_BEFORE)
        self._sink.ready(engine.info, self._timings, self._options.memory)
        return engine

    def _files(self, request: Request) -> Files:
        options = self._options
        documents, model = options.documents, options.model.directory
        return Files([request.audio], request.resume, documents, model, bool(request.speakers))

    def _speakers(self, request: Request) -> SpeakerOrder | None:
        if request.speakers is None:
            return None
        from .speakers.diarization import SpeakerOrder

        return SpeakerOrder(request.speakers, self._options.speaker_models)

    def _transcribe(self, engine: Engine, decoder: Decoder, request: Request) -> None:
        asked = time.monotonic()
        self._timings["firstSegmentSeconds"] = None
        checkpoint = Path(request.resume) if request.resume else None
        speakers = self._speakers(request)
        order = Order(
            request.language,
            checkpoint,
            request.track,
            request.waveform,
            speakers,
            request.vocabulary,
        )
        how = DecodeOptions(self._options.max_seconds, request.channels == "split", request.track)
        with Documents(self._options.documents, request) as documents:
            audio = decoder.open(request.audio, how)
            review = _new_review() if request.review else None
            transcription = Transcription(engine, audio, order, review)
            results = ResultFanOut(self._sink, documents, request)
            for item in transcription:
                if isinstance(item, Segment) and results.segments == 0:
                    self._timings["firstSegmentSeconds"] = time.monotonic() - asked
                results.send(item, audio)
            places = transcription.places()
            self._timings["totalSeconds"] = time.monotonic() - asked
            language = transcription.language
            outcome = Outcome(
                language=language.code,
                language_probability=language.probability,
                duration=audio.seconds or 0.0,
                confidence=results.confidence.value,
                segments=results.segments,
                truncated=audio.truncated,
                flags=transcription.flags,
                tracks=audio.tracks,
                waveform=results.waveform,
                speakers=results.speakers,
                review=places,
                vocabulary=transcription.vocabulary_report,
                model=engine.model.name,
                engine=engine.info,
                timings=self._timings,
            )
            documents.finish(outcome)
        self._sink.done(outcome)


def _new_review() -> Review:
    from .review.review import Review, ReviewRules  # imported if asked for

    return Review(ReviewRules())


class ResultFanOut:
    """Sends each result to the sink and the documents, and paces progress.

    Documents get the final segments and cues only, where there are some.
    """

    def __init__(self, sink: EventSink, documents: Documents, request: Request) -> None:
        self._sink = sink
        self._documents = documents
        self._with_words = request.words
        self._are_final = request.speakers is None
        self._pace = ProgressPace(time.monotonic)
        self._segments_at_progress = 0
        self.segments = 0
        self.confidence = FileConfidence()
        self.waveform: Waveform | None = None
        self.speakers: Sequence[Speaker] | None = None

    def send(self, item: Live | Waveform | FoundSpeakers | Final, audio: Recording) -> None:
        if isinstance(item, Segment):
            self._segment(item)
        elif isinstance(item, Cue):
            self._cue(item)
        elif isinstance(item, CoverageSpan):
            self._documents.coverage(item)
            self._sink.coverage(item)
        elif isinstance(item, Watermark):
            self._progress(item.seconds, audio)
        elif isinstance(item, Waveform):
            self.waveform = item
            self._sink.waveform(item)
        else:
            self._at_the_end(item)

    def _segment(self, segment: Segment) -> None:
        self._count(segment)
        if self._are_final:
            self._documents.segment(segment)
        self._sink.segment(segment, self._with_words)

    def _cue(self, cue: Cue) -> None:
        if self._are_final:
            self._documents.cue(cue)
        self._sink.cue(cue)

    def _at_the_end(self, item: FoundSpeakers | Final) -> None:
        from .speakers.found_speakers import FoundSpeakers

        if isinstance(item, FoundSpeakers):
            self.speakers = item.speakers if item.unavailable is None else None
            self._sink.speakers(item)
            return
        if isinstance(item.item, Segment):
            self._final_segment(item.item, item.is_new)
        else:
            self._documents.cue(item.item)
            if item.is_new:
                self._sink.final_cue(item.item)

    def _final_segment(self, segment: Segment, is_new: bool) -> None:
        self._documents.segment(segment)
        if not is_new:
            return
        if segment.id == 0:  # they replace the live ones
            self.segments, self.confidence = 0, FileConfidence()
        self._count(segment)
        self._sink.final_segment(segment, self._with_words)

    def _count(self, segment: Segment) -> None:
        self.segments += 1
        self.confidence.add(segment)

    def _progress(self, seconds: float, audio: Recording) -> None:
        if self._pace.due(seconds, new_segments=self.segments > self._segments_at_progress):
            self._segments_at_progress = self.segments
            self._sink.progress(Progress(seconds, audio.seconds, audio.fraction(seconds)))
