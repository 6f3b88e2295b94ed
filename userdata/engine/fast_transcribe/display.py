"""Output for a person: text as it arrives, a progress bar on the terminal's last line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from .errors import EngineError
from .event_sink import DUAL_MONO, LANGUAGE_UNCERTAIN, EngineInfo, Outcome, Progress, Timings

if TYPE_CHECKING:
    from .audio.waveform import Waveform
    from .memory.plan import MemoryPlan
    from .review.places import Place
    from .speakers.found_speakers import FoundSpeakers
    from .transcript.cues import Cue
    from .transcript.segments import Segment
    from .transcript.spans import CoverageSpan
    from .word_list.report import VocabularyReport

_BAR = 30  # characters
_MISSING = 1.0  # seconds of speech without text from which a place is listed
_MOST_SHOWN = 5  # places listed
_CLEAR = "\r\x1b[K"  # to the line's beginning, and erase it


class Display:
    """Text goes to `out`; the bar and messages go to `screen`, a terminal."""

    def __init__(self, out: TextIO = sys.stdout, screen: TextIO = sys.stderr) -> None:
        self._out = out
        self._screen = screen
        self._missing: list[str] = []
        self._is_taken_once = False

    def name(self, audio: str) -> None:
        """Names the next file, above its text; for several files."""
        self._say(f"{audio}:")

    def ready(self, engine: EngineInfo, timings: Timings, memory: MemoryPlan | None = None) -> None:
        """Begins a file."""
        self._missing.clear()
        self._is_taken_once = False
        slower = f" ({engine.fallback})" if engine.fallback else ""
        self._say(f"Transcribing on {engine.device}, {engine.compute_type}{slower}.")

    def segment(self, segment: Segment, with_words: bool) -> None:
        self._print(segment)

    def _print(self, segment: Segment) -> None:
        self._clear()
        who = f"{segment.speaker}: " if segment.speaker else ""
        doubts = f"  [{', '.join(segment.flags)}]" if segment.flags else ""
        print(f"{clock(segment.start)}  {who}{segment.text}{doubts}", file=self._out, flush=True)

    def cue(self, cue: Cue) -> None:
        """Cues are for files."""

    def coverage(self, span: CoverageSpan) -> None:
        """Collects places without text, which are listed at the end."""
        if span.kind == "untranscribed" and span.end - span.start >= _MISSING:
            self._missing.append(f"{clock(span.start)}–{clock(span.end)}")

    def progress(self, progress: Progress) -> None:
        done = round(_BAR * progress.fraction)
        length = "" if progress.duration is None else f" of {clock(progress.duration)}"
        bar = "█" * done + "░" * (_BAR - done)
        text = f"{bar} {progress.fraction:4.0%}  {clock(progress.transcribed)}{length}"
        print(f"{_CLEAR}{text}", end="", file=self._screen, flush=True)

    def waveform(self, waveform: Waveform) -> None:
        """For programs."""

    def speakers(self, found: FoundSpeakers) -> None:
        """Says who was heard, above the text with its speakers."""
        if found.unavailable is not None:
            self._say(found.unavailable)
            return
        self._is_taken_once = True
        heard = ", ".join(f"{s.id} for {clock(s.seconds)}" for s in found.speakers)
        self._say(f"Speakers: {heard or 'none'}.")

    def final_segment(self, segment: Segment, with_words: bool) -> None:
        self._print(segment)

    def final_cue(self, cue: Cue) -> None:
        """Cues are for files."""

    def done(self, outcome: Outcome) -> None:
        took = outcome.timings.get("totalSeconds") or 0.0
        speed = f", {outcome.duration / took:.0f} times as fast as it is spoken" if took else ""
        cut = " The file ends early: what is there was transcribed." if outcome.truncated else ""
        self._say(f"{clock(outcome.duration)} in {took:.1f} s{speed}.{cut}")
        if self._missing:
            shown = ", ".join(self._missing[:_MOST_SHOWN])
            more = len(self._missing) - _MOST_SHOWN
            self._say(
                f"Incomplete: speech without text at {shown}{f' and {more} more' if more > 0 else ''};"
                " listen there. The json document's coverage has all of it."
            )
        if outcome.vocabulary is not None:
            self._say(_word_list(outcome.vocabulary))
        self._list(outcome.review or ())
        if LANGUAGE_UNCERTAIN in outcome.flags:
            self._say(
                f"The language is uncertain: {outcome.language} with a probability of"
                f" {outcome.language_probability:.0%}; name it with --language."
            )
        if DUAL_MONO in outcome.flags and not self._is_taken_once:
            self._say(
                "Both sides carry the same sound, so each sentence is there twice, as L and as R;"
                " --channels mix has it once."
            )
        if unheard := [str(track.index) for track in outcome.tracks if not track.heard]:
            self._say(
                f"Of {len(outcome.tracks)} audio tracks, {', '.join(unheard)}"
                f" {'was' if len(unheard) == 1 else 'were'} not heard: choose with --track N,"
                " or --track mix for all."
            )

    def error(self, error: EngineError) -> None:
        self._say(f"{error.code}: {error}")

    def _list(self, places: Sequence[Place]) -> None:
        for place in places[:_MOST_SHOWN]:
            other = f" or {place.alternative!r}" if place.alternative else ""
            self._say(f"Worth hearing at {clock(place.start)}: {place.word!r}{other}?")
        if more := len(places[_MOST_SHOWN:]):
            self._say(f"The json document's review has {more} more.")

    def _say(self, text: str) -> None:
        print(f"{_CLEAR}{text}", file=self._screen, flush=True)

    def _clear(self) -> None:
        print(_CLEAR, end="", file=self._screen, flush=True)


def _word_list(report: VocabularyReport) -> str:
    replaced = report.replaced[:_MOST_SHOWN]
    shown = ", ".join(f"{r.written} → {r.entry} at {clock(r.start)}" for r in replaced)
    more = len(report.replaced) - len(replaced)
    which = f" ({shown}{f' and {more} more' if more > 0 else ''})" if shown else ""
    counts = f"{len(report.heard)} heard, {len(report.replaced)} replaced{which}"
    return f"Word list: {counts}, {len(report.refused)} entries refused."


def clock(seconds: float) -> str:
    """12.3 -> "0:00:12"."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
