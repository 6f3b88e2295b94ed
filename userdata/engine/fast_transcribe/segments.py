"""A window's tokens -> segments with file times, words and confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .recognise import Reading
from .timemap import TimeMap
from .tokens import Vocabulary
from .words import AlignedTokens, Word

LOW_CONFIDENCE = 0.5  # under this a segment is flagged: about every second word is a guess


@dataclass(frozen=True)
class Segment:
    """A stretch of speech. Seconds of the file; confidence is the mean probability of its tokens.

    flags: "low_confidence", "repetition" (the window's text loops, even when read again).
    """

    id: int
    start: float
    end: float
    text: str
    confidence: float
    flags: tuple[str, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Passage:
    """Text between two timestamp tokens: window seconds, and which of the text tokens it is."""

    start: float
    end: float
    first: int
    tokens: Sequence[int]


class SegmentMaker:
    """Numbers segments from 0 over the whole file."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._next_id = 0

    def segments(
        self, times: TimeMap, reading: Reading, aligned: AlignedTokens
    ) -> Iterator[Segment]:
        """The segments of one window, in order."""
        for passage in _passages(reading.tokens, times.seconds, self._vocabulary):
            segment = self._segment(passage, times, aligned)
            if segment.text:
                yield replace(segment, flags=_flags(segment, reading))
                self._next_id += 1

    def _segment(self, passage: Passage, times: TimeMap, aligned: AlignedTokens) -> Segment:
        start = times.start(passage.start)
        end = max(start, times.end(passage.end))
        words = aligned.words(passage.tokens, passage.first, self._vocabulary)
        return Segment(
            id=self._next_id,
            start=start,
            end=end,
            text=self._vocabulary.text(passage.tokens),
            confidence=aligned.probability(passage.first, passage.first + len(passage.tokens)),
            flags=(),
            words=tuple(_within(w, times, (start, end)) for w in words),
        )


def _flags(segment: Segment, reading: Reading) -> tuple[str, ...]:
    unsure = ("low_confidence",) if segment.confidence < LOW_CONFIDENCE else ()
    return (*unsure, "repetition") if reading.loops else unsure


def _passages(
    tokens: Sequence[int], window_end: float, vocabulary: Vocabulary
) -> Iterator[Passage]:
    """Splits <|a|> text <|b|><|c|> text <|d|>. Speech cut by the window's end has no last time."""
    start, first, text = 0.0, 0, list[int]()
    for token in tokens:
        if vocabulary.is_text(token):
            text.append(token)
            continue
        time = min(max(vocabulary.seconds(token), 0.0), window_end)
        if text:
            yield Passage(start, time, first, text)
            first, text = first + len(text), []
        start = time
    if text:
        yield Passage(start, window_end, first, text)


def _within(word: Word, times: TimeMap, segment: tuple[float, float]) -> Word:
    """In file time, inside the segment: DTW puts a first word's start too early, up to a second."""
    low, high = segment
    start = min(max(times.start(word.start), low), high)
    return replace(word, start=start, end=min(max(times.end(word.end), start), high))
