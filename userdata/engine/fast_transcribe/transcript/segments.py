"""Builds segments from a decoded window: file times, words, confidence and flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from math import fsum

from ..whisper.quality_checks import Flags
from ..whisper.window_text import DecodedWindow, Unread
from ..whisper.words import Word, joined
from .phrases import phrases

LOW_CONFIDENCE = "low_confidence"
CUT_AT_WINDOW = "cut_at_window"
# Confidence; below it seven of ten segments have over 30 % of their words wrong (docs/engine.md)
_LOW_CONFIDENCE_BELOW = 0.7


@dataclass(frozen=True)
class Segment:
    """A stretch of speech. Times in seconds of the file; confidence: mean word probability, 0..1.

    speaker: the channel of a call, "L" or "R"; at the end, if speakers were asked for, "S1", "S2" …
    flags: low_confidence; repetition (a phrase repeats, also after decoding again);
    possible_hallucination (more text than fits the speech that the VAD heard, or an unlikely text
    where the model heard no speech); cut_at_window (a window cut it without a pause); with speakers,
    overlap and uncertain_speaker (speakers/attribution.py).
    """

    id: int
    start: float
    end: float
    text: str
    confidence: float
    flags: Flags
    words: tuple[Word, ...]
    speaker: str | None = None


@dataclass(frozen=True)
class WindowResult:
    """A window's segments, in order and with id 0, and its speech without words."""

    segments: Sequence[Segment]
    unread: Sequence[Unread] = ()


class SegmentBuilder:
    """Builds the segments of a window. Their ids are 0; the merger numbers them."""

    def result(self, window: DecodedWindow) -> WindowResult:
        return WindowResult(self.segments(window), window.unread)

    def segments(self, window: DecodedWindow) -> list[Segment]:
        """In order, with id 0."""
        flags = iter(window.flags)
        made = [segment_of_words(p, list(islice(flags, len(p)))) for p in phrases(window.words)]
        if made and window.excerpt.cut_before:
            made[0] = _flagged(made[0], CUT_AT_WINDOW)
        if made and window.excerpt.cut_after:
            made[-1] = _flagged(made[-1], CUT_AT_WINDOW)
        return made


def segment_of_words(words: Sequence[Word], flags: Sequence[Sequence[str]]) -> Segment:
    """The segment of these words, at least one, with id 0; low_confidence is added to the flags."""
    confidence = fsum(w.probability for w in words) / len(words)
    low = [LOW_CONFIDENCE] if confidence < _LOW_CONFIDENCE_BELOW else []
    return Segment(
        id=0,
        start=words[0].start,
        end=max(w.end for w in words),
        text=joined(words),
        confidence=confidence,
        flags=tuple(dict.fromkeys([*low, *chain.from_iterable(flags)])),
        words=tuple(words),
    )


def _flagged(segment: Segment, flag: str) -> Segment:
    return segment if flag in segment.flags else replace(segment, flags=(*segment.flags, flag))
