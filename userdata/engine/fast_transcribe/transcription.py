"""Runs one file through all stages concurrently.

    decoder process    file -> blocks of 16 kHz, one row per channel
    listen thread      blocks -> speech -> windows of at most 30 s
    mel thread         windows -> log-mel
    workers            windows -> text -> segments per window, in batches
    caller's thread    segments in order, numbered; subtitle cues; checkpoint; coverage ledger
    speakers thread    if they are asked for: blocks -> voices (speakers/diarization.py)

The queues between them are short, so memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from .audio.options import TrackChoice
from .audio.recording import Recording
from .audio.waveform import Waveform, WaveformMeter
from .batch_transcriber import BatchTranscriber
from .batch_workers import BatchResult, BatchWorkers
from .checkpoint import Checkpoint, Record, Run, check_same
from .engine import Engine
from .event_sink import DUAL_MONO, INCOMPLETE, LANGUAGE_UNCERTAIN
from .speech.frontend import Watermark
from .speech.mel_window import MelWindow, PlacedWindow
from .stage import Stage
from .transcript.cues import Cue, CueBuilder
from .transcript.ledger import Ledger
from .transcript.merging import SIDES, Merger
from .transcript.segments import Segment, WindowResult
from .transcript.spans import CoverageSpan
from .whisper.language import Language, LanguageSelector

if TYPE_CHECKING:  # imported only where they are asked for
    from .review.places import Place
    from .review.review import Review
    from .speakers.diarization import Diarization, Final, SpeakerOrder
    from .speakers.found_speakers import FoundSpeakers
    from .word_list.prepared import PreparedWordList
    from .word_list.report import VocabularyReport

_QUEUE_DEPTH = 2  # items between the listen and mel threads

Result = tuple[PlacedWindow, WindowResult]
Live = Segment | Cue | CoverageSpan | Watermark


@dataclass(frozen=True)
class Order:
    """`language`: a code such as "sv", or "auto". `track`: the choice used to open the audio.

    `checkpoint`: file to resume from, if it exists, and to append to. `waveform`: measure it.
    `speakers`: None unless they are to be told apart. `vocabulary`: the entries of a word list.
    """

    language: str = "sv"
    checkpoint: Path | None = None
    track: TrackChoice | None = None
    waveform: bool = False
    speakers: SpeakerOrder | None = None
    vocabulary: Sequence[str] = ()


class Transcription:
    """Transcribes one file. Iterate once; `language` is final at the end."""

    def __init__(
        self, engine: Engine, audio: Recording, order: Order, review: Review | None = None
    ) -> None:
        """review: collects what is doubtful, if that is asked for.

        Raises UsageError for an unknown language, CheckpointRefused if another run wrote it."""
        self._engine = engine
        self._audio = audio
        self._selector = LanguageSelector(engine.whisper, engine.vocabulary, order.language)
        self._meter = WaveformMeter() if order.waveform else None
        self._checkpoint: Checkpoint | None = None
        self._ledger = Ledger(audio.channels)
        self._word_list = _prepared(engine, order.vocabulary)
        self._review = review
        self._known = 0  # number of windows in the checkpoint
        if order.checkpoint is not None:
            digest = self._word_list.digest if self._word_list else None
            run = Run(engine.model.sha256, order.language, audio.channels, order.track, digest)
            self._checkpoint = Checkpoint(order.checkpoint, run)
            self._known = self._checkpoint.known
            for record in islice(self._checkpoint.records(), 1):
                self._selector.settle(record.language)
        self._diarization: Diarization | None = None
        if order.speakers is not None:
            from .speakers.diarization import Diarization, FileRun

            of = FileRun(audio.channels, order.track, order.checkpoint)
            self._diarization = Diarization(order.speakers, of)

    @property
    def language(self) -> Language:
        return self._selector.language

    @property
    def vocabulary_report(self) -> VocabularyReport | None:
        """What the word list did, if there is one; final at the end of the iteration."""
        if self._word_list is None:
            return None
        return self._word_list.reporter.report(SIDES[0] if self._takes_one_side else None)

    def places(self) -> list[Place] | None:
        """The places worth hearing, worst first, if a review was given; call once, at the end of
        the iteration. Hears the doubtful parts again. Raises GpuMemoryExhausted."""
        if self._review is None:
            return None
        from .review.second_hearing import SecondHearing

        hearing = SecondHearing(self._engine, self._selector)
        overlaps = self._diarization.overlaps if self._diarization else None
        channel = 0 if self._takes_one_side else None
        return self._review.places(hearing.heard, self._audio.seconds or 0.0, overlaps, channel)

    @property
    def _takes_one_side(self) -> bool:
        """Whether the final segments are those of the left side alone."""
        return self._diarization is not None and self._diarization.takes_one_side

    @property
    def flags(self) -> list[str]:
        """Flags for the whole file; final at the end of the iteration."""
        conditions = {
            INCOMPLETE: self._ledger.is_incomplete,
            LANGUAGE_UNCERTAIN: self.language.is_uncertain,
            DUAL_MONO: self._audio.dual_mono,
        }
        flags = [flag for flag, holds in conditions.items() if holds]
        return flags + (self._diarization.flags if self._diarization else [])

    def __iter__(self) -> Iterator[Live | Waveform | FoundSpeakers | Final]:
        """Yields segments and cues in order, coverage spans, and watermarks of the progress.

        At the end the waveform, then the speakers and all segments and cues with them, if they were
        asked for.
        """
        with closing(self):
            yield from self._live()
            if self._meter:
                yield self._meter.finish()
            if self._diarization:
                yield from self._diarization.finals(self._audio)

    def _live(self) -> Iterator[Live]:
        front_end, audio = self._engine.front_end, self._audio
        blocks = audio.blocks()
        if self._meter:  # all of the audio, also what the checkpoint has the text of
            blocks = self._meter.measured(blocks)
        all_sound = self._review is not None
        windows = front_end.windows(
            blocks, audio.channels, self._known, self._diarization, all_sound=all_sound
        )
        low_priority = (
            not self._engine.single_device
        )  # with a GPU the CPU has time for these threads
        spoken = Stage("listen", windows, _QUEUE_DEPTH, low_priority)
        # A batch per worker (a GPU decodes one at a time), and a Watermark between any two windows
        batches = 1 if self._engine.single_device else self._engine.workers
        depth = 2 * batches * self._engine.batch_size
        mels = self._selector.windows(front_end.mels(spoken))
        ready = Stage("mel", mels, depth, low_priority)
        correction = self._word_list.correction if self._word_list else None
        transcriber = BatchTranscriber(self._engine, self._selector, correction, self._review)
        workers = BatchWorkers(ready, transcriber, self._engine.workers)
        with closing(workers), closing(spoken):
            for item in self._in_order(workers):
                if self._word_list and isinstance(item, Segment):
                    self._word_list.reporter.add(item)
                yield item

    def close(self) -> None:
        if self._checkpoint:
            self._checkpoint.close()
        if self._diarization:
            self._diarization.close()

    def _in_order(self, done: Iterable[BatchResult]) -> Iterator[Live]:
        audio, ledger = self._audio, self._ledger
        merger, cues = Merger(audio.channels), CueBuilder()
        recorded = self._checkpoint.records() if self._checkpoint else iter(())
        for batch in done:
            for window, result in self._results(batch, recorded):
                ledger.add(window.channel, result)
                yield from self._with_cues(merger.add(window.channel, result.segments), cues)
            if batch.watermark is not None:
                ledger.hear(batch.watermark.heard)
                yield from self._with_cues(merger.settle(batch.watermark.seconds), cues)
                yield from ledger.settle(batch.watermark.seconds, audio.gaps)
                yield batch.watermark
        yield from self._with_cues(merger.finish(), cues)
        yield from cues.finish(audio.seconds)
        yield from ledger.finish(audio.samples, audio.gaps)

    def _with_cues(self, segments: Iterable[Segment], cues: CueBuilder) -> Iterator[Segment | Cue]:
        for segment in segments:
            if self._diarization:
                self._diarization.keep(segment)
            yield segment
            yield from cues.add(segment)

    def _results(self, batch: BatchResult, recorded: Iterator[Record]) -> Iterable[Result]:
        """Returns results from the checkpoint, or new ones after writing them to the checkpoint."""
        known = batch.known
        if known is not None:
            record = next(recorded)
            check_same(known, record)
            if self._review and isinstance(known, MelWindow):
                self._review.add(known, record.result, self.language.code)
            return [(known, record.result)]
        results = list(zip(batch.windows, batch.results))
        if self._checkpoint and results:
            self._checkpoint.add([self._record(*result) for result in results])
        return results

    def _record(self, window: PlacedWindow, result: WindowResult) -> Record:
        bounds = window.excerpt.bounds
        return Record(window.number, window.channel, bounds, self.language, result)


def _prepared(engine: Engine, listed: Sequence[str]) -> PreparedWordList | None:
    if not listed:
        return None
    from .word_list.prepared import prepared

    return prepared(listed, engine.vocabulary)
