"""A window's reading -> segments with file times, words, confidence and flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from statistics import fmean

from ..whisper.quality_checks import Flags
from ..whisper.window_text import DecodedWindow, Unread
from ..whisper.words import Word, joined
from .phrases import phrases

LOW_CONFIDENCE = "low_confidence"
CUT_AT_WINDOW = "cut_at_window"
# Confidence under which seven of ten segments have more than 30 % of their words wrong
# (docs/engine.md)
_UNSURE = 0.7


@dataclass(frozen=True)
class Segment:
    """A stretch of speech. Seconds of the file; confidence is the mean probability of its tokens.

    speaker: None, or which channel of a call it is on, "L" or "R".
    flags: low_confidence; repetition (a phrase over and over, even when read again);
    possible_hallucination (more text than the speech that was heard there, or a guess where the
    model heard none); cut_at_window (it begins or ends where nobody pauses).
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
    """What came of a window: segments in order, with id 0, and its speech without words."""

    segments: Sequence[Segment]
    unread: Sequence[Unread] = ()


class SegmentBuilder:
    """The segments of one window after the other; the merger numbers them."""

    def result(self, window: DecodedWindow) -> WindowResult:
        return WindowResult(self.segments(window), window.unread)

    def segments(self, window: DecodedWindow) -> list[Segment]:
        """In order, with id 0."""
        flags = iter(window.flags)
        made = [_segment(p, list(islice(flags, len(p)))) for p in phrases(window.words)]
        if made and window.excerpt.cut_before:
            made[0] = _flagged(made[0], CUT_AT_WINDOW)
        if made and window.excerpt.cut_after:
            made[-1] = _flagged(made[-1], CUT_AT_WINDOW)
        return made


def _segment(words: Sequence[Word], flags: Sequence[Flags]) -> Segment:
    confidence = fmean(w.probability for w in words)
    unsure = [LOW_CONFIDENCE] if confidence < _UNSURE else []
    return Segment(
        id=0,
        start=words[0].start,
        end=max(w.end for w in words),
        text=joined(words),
        confidence=confidence,
        flags=tuple(dict.fromkeys([*unsure, *chain.from_iterable(flags)])),
        words=tuple(words),
    )


def _flagged(segment: Segment, flag: str) -> Segment:
    return segment if flag in segment.flags else replace(segment, flags=(*segment.flags, flag))
