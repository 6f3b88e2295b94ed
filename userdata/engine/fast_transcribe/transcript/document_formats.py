"""The document formats, one class each.

Documents are written as the transcript arrives, so memory does not grow with the file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TextIO

from ..event_sink import SPEAKERS_UNCERTAIN, Outcome
from ..events import coverage_json, outcome_json, segment_json, word_json
from ..scripts import separator
from .cues import Cue
from .document_names import WAVEFORM
from .segments import Segment
from .spans import CoverageSpan
from .subtitles import VTT_HEADER, srt_cue, vtt_cue


@dataclass(frozen=True)
class DocumentFile:
    """`out`: the document. `open(name)`: a scratch file, deleted later. `words`: with words."""

    out: TextIO
    open: Callable[[str], TextIO]
    words: bool


class Document(Protocol):
    """Call order: (segment | cue | coverage)* finish."""

    def segment(self, segment: Segment) -> None: ...

    def cue(self, cue: Cue) -> None: ...

    def coverage(self, span: CoverageSpan) -> None: ...

    def finish(self, outcome: Outcome) -> None: ...


class JsonDocument:
    """Everything known: the run, then text, segments, words and coverage.

    The parts grow at the same time, each in a scratch file, and are joined at the end.
    """

    def __init__(self, file: DocumentFile) -> None:
        self._out = file.out
        self._text = file.open("text")
        self._last_said = ""
        self._segments = _Items(file.open("segments"))
        self._coverage = _Items(file.open("coverage"))
        self._words = _Items(file.open("words")) if file.words else None

    def segment(self, segment: Segment) -> None:
        said = segment.text.strip()
        if said:
            between = separator(self._last_said, said)
            self._text.write(between + _json(said)[1:-1])  # without quotes
            self._last_said = said
        self._segments.add(_json(segment_json(segment)))
        if self._words:
            for word in segment.words:
                self._words.add(_json(word_json(word)))

    def cue(self, cue: Cue) -> None:
        """Cues are in the subtitle formats."""

    def coverage(self, span: CoverageSpan) -> None:
        self._coverage.add(_json(coverage_json(span)))

    def finish(self, outcome: Outcome) -> None:
        self._out.write('{"text": "')
        _copy(self._text, self._out)
        run = {**outcome_json(outcome), "complete": True}
        audio = {name: run[name] for name in ("truncated", "tracks") if name in run}
        run.pop("tracks", None)
        if audio:
            run["audio"] = audio
        if outcome.speakers is not None:
            run["speakers"] = [speaker.as_json() for speaker in outcome.speakers]
        if SPEAKERS_UNCERTAIN in outcome.flags:
            run["speakersUncertain"] = True
        if outcome.vocabulary is not None:
            run["vocabularyReport"] = outcome.vocabulary.as_json()
        self._out.write(f'",\n{_json(run)[1:-1]},\n"segments": [\n')
        self._segments.copy_to(self._out)
        if self._words:
            self._out.write('\n],\n"words": [\n')
            self._words.copy_to(self._out)
        self._out.write('\n],\n"coverage": [\n')
        self._coverage.copy_to(self._out)
        if outcome.review is not None:
            places = [_json(place.as_json()) for place in outcome.review]
            self._out.write('\n],\n"review": [\n' + ",\n".join(places))
        self._out.write("\n]}\n")


class TextDocument:
    """One line per segment, with the speaker if known."""

    def __init__(self, file: DocumentFile) -> None:
        self._out = file.out

    def segment(self, segment: Segment) -> None:
        who = f"{segment.speaker}: " if segment.speaker else ""
        self._out.write(f"{who}{' '.join(segment.text.split())}\n")

    def cue(self, cue: Cue) -> None:
        """Without times there are no cues."""

    def coverage(self, span: CoverageSpan) -> None:
        """In the JSON document only."""

    def finish(self, outcome: Outcome) -> None:
        """Nothing to add."""


class SrtDocument:
    """SubRip."""

    def __init__(self, file: DocumentFile) -> None:
        self._out = file.out
        self._cues = 0

    def segment(self, segment: Segment) -> None:
        """Written as cues."""

    def cue(self, cue: Cue) -> None:
        self._cues += 1
        self._out.write(srt_cue(self._cues, cue))

    def coverage(self, span: CoverageSpan) -> None:
        """In the JSON document only."""

    def finish(self, outcome: Outcome) -> None:
        """Nothing to add."""


class VttDocument:
    """WebVTT."""

    def __init__(self, file: DocumentFile) -> None:
        self._out = file.out
        self._out.write(VTT_HEADER)

    def segment(self, segment: Segment) -> None:
        """Written as cues."""

    def cue(self, cue: Cue) -> None:
        self._out.write(vtt_cue(cue))

    def coverage(self, span: CoverageSpan) -> None:
        """In the JSON document only."""

    def finish(self, outcome: Outcome) -> None:
        """Nothing to add."""


class WaveformDocument:
    """The loudness over time."""

    def __init__(self, file: DocumentFile) -> None:
        self._out = file.out

    def segment(self, segment: Segment) -> None:
        """It has no text."""

    def cue(self, cue: Cue) -> None:
        """It has no text."""

    def coverage(self, span: CoverageSpan) -> None:
        """In the JSON document only."""

    def finish(self, outcome: Outcome) -> None:
        if outcome.waveform is not None:
            self._out.write(_json(outcome.waveform.as_json()) + "\n")


DOCUMENTS: Mapping[str, Callable[[DocumentFile], Document]] = {
    "json": JsonDocument,
    "txt": TextDocument,
    "srt": SrtDocument,
    "vtt": VttDocument,
    WAVEFORM: WaveformDocument,
}


class _Items:
    """A scratch file with the items of a JSON list."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._between = ""

    def add(self, item: str) -> None:
        self._file.write(self._between + item)
        self._between = ",\n"

    def copy_to(self, out: TextIO) -> None:
        _copy(self._file, out)


def _copy(file: TextIO, out: TextIO) -> None:
    file.seek(0)
    shutil.copyfileobj(file, out)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
