"""A window's reading -> segments with file times, words, confidence and flags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..speech.excerpt import Excerpt
from ..whisper.guards import Flags
from ..whisper.passages import Passage, passages
from ..whisper.recognise import Understood
from ..whisper.tokens import Vocabulary
from ..whisper.words import Word

LOW_CONFIDENCE = "low_confidence"
CUT_AT_WINDOW = "cut_at_window"
_UNSURE = 0.5  # confidence under which about every second word is a guess


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


class SegmentMaker:
    """The segments of one window after the other; whoever puts them in order gives them an id."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def segments(self, window: Understood) -> list[Segment]:
        """In order, with id 0, those without a visible text left out."""
        made = [s for s in self._all(window) if s.text]
        if made and window.excerpt.cut_before:
            made[0] = _flagged(made[0], CUT_AT_WINDOW)
        if made and (window.excerpt.cut_after or window.reading.unfinished):
            made[-1] = _flagged(made[-1], CUT_AT_WINDOW)
        return made

    def _all(self, window: Understood) -> Iterator[Segment]:
        end = window.excerpt.times.seconds
        parts = passages(window.reading.tokens, end, self._vocabulary)
        for part, flags in zip(parts, window.judgement.flags):
            segment = self._segment(part, window)
            unsure = (LOW_CONFIDENCE,) if segment.confidence < _UNSURE else ()
            yield replace(segment, flags=(*unsure, *flags))

    def _segment(self, part: Passage, window: Understood) -> Segment:
        times, aligned = window.excerpt.times, window.aligned
        start = times.start(part.start)
        end = max(start, times.end(part.end))
        words = aligned.words(part.tokens, part.first, self._vocabulary)
        return Segment(
            id=0,
            start=start,
            end=end,
            text=self._vocabulary.text(part.tokens),
            confidence=aligned.probability(part.first, part.first + len(part.tokens)),
            flags=(),
            words=tuple(_within(w, window.excerpt, (start, end)) for w in words),
        )


def _flagged(segment: Segment, flag: str) -> Segment:
    return segment if flag in segment.flags else replace(segment, flags=(*segment.flags, flag))


def _within(word: Word, excerpt: Excerpt, segment: tuple[float, float]) -> Word:
    """In file time, inside the segment: DTW puts a first word's start too early, up to a second."""
    low, high = segment
    start = min(max(excerpt.times.start(word.start), low), high)
    return replace(word, start=start, end=min(max(excerpt.times.end(word.end), start), high))
