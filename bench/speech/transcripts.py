"""Parses a program's events into a transcript."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from recordings import Span


@dataclass(frozen=True)
class Word:
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Segment:
    """`words` is empty if not requested; only the engine sets confidence and flags."""

    start: float
    end: float
    text: str
    words: Sequence[Word]
    confidence: float | None
    flags: Sequence[str]


@dataclass(frozen=True)
class Transcript:
    """`untranscribed`: spans that the program itself reports as speech without text."""

    segments: Sequence[Segment]
    untranscribed: Sequence[Span]
    flags: Sequence[str]

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)

    @property
    def words(self) -> list[Word]:
        return [word for segment in self.segments for word in segment.words]


class TranscriptIncomplete(Exception):
    """Raised when events end without done."""


def transcript(lines: Iterable[str]) -> Transcript:
    """Raises TranscriptIncomplete."""
    events = [json.loads(line) for line in lines]
    if not events or events[-1]["event"] != "done":
        raise TranscriptIncomplete("The events end without done, so there is no transcript.")
    return Transcript(
        [_segment(e) for e in events if e["event"] == "segment"],
        [
            (e["start"], e["end"])
            for e in events
            if e["event"] == "coverage" and e["kind"] == "untranscribed"
        ],
        events[-1].get("flags", []),
    )


def _segment(event: dict[str, Any]) -> Segment:
    words = [Word(w["word"].strip(), w["start"], w["end"]) for w in event.get("words", [])]
    confidence = event.get("confidence")
    return Segment(
        *(event["start"], event["end"], event["text"]), words, confidence, event.get("flags", [])
    )
