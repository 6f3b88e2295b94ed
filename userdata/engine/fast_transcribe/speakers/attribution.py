"""Gives each segment and word its speaker; divides segments in which the speaker changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ..transcript.segments import LOW_CONFIDENCE, Segment, segment_of_words
from ..whisper.words import Word
from .labels import Label, Labels

OVERLAP = "overlap"
UNCERTAIN_SPEAKER = "uncertain_speaker"

_UNCERTAIN = 0.5  # share of a segment's words, by seconds

Labelled = tuple[Word, Label]


def attributed(segment: Segment, labels: Labels) -> Iterator[Segment]:
    """The segment's parts, in order, one for each speaker; their ids are its own.

    It is divided where two certain words have different speakers. Uncertain words between them go
    where most of their own labels agree, and among equals at the longest pause.
    """
    words = [(word, labels.of(word.start, word.end)) for word in segment.words]
    if not words:
        yield _with_speaker(segment, [], labels)
        return
    begin = 0
    for end in [*_changes(words), len(words)]:
        part = words[begin:end]
        yield _with_speaker(_part(segment, part, whole=len(part) == len(words)), part, labels)
        begin = end


def _changes(words: Sequence[Labelled]) -> Iterator[int]:
    """Indices of the words with which another speaker begins."""
    certain = [i for i, (_, label) in enumerate(words) if not label.uncertain]
    for last, first in pairwise(certain):
        if words[last][1].speaker != words[first][1].speaker:
            yield _best_cut(words, last, first)


def _best_cut(words: Sequence[Labelled], last: int, first: int) -> int:
    """The index in (last, first] at which to divide. last, first: certain words of two speakers."""

    def fit(cut: int) -> tuple[int, float]:
        before = sum(words[i][1].speaker == words[last][1].speaker for i in range(last, cut))
        after = sum(words[i][1].speaker == words[first][1].speaker for i in range(cut, first))
        return before + after, words[cut][0].start - words[cut - 1][0].end

    return max(range(last + 1, first + 1), key=fit)


def _part(segment: Segment, words: Sequence[Labelled], whole: bool) -> Segment:
    if whole:
        return segment
    said = [word for word, _ in words]
    flags = [flag for flag in segment.flags if flag != LOW_CONFIDENCE]
    return replace(segment_of_words(said, [flags]), id=segment.id)


def _with_speaker(segment: Segment, words: Sequence[Labelled], labels: Labels) -> Segment:
    """words: those of the segment; no two certain ones have different speakers."""
    whole = labels.of(segment.start, segment.end)
    certain = [label.speaker for _, label in words if not label.uncertain]
    speaker = certain[0] if certain else _majority(words) if words else whole.speaker
    seconds = sum(word.end - word.start for word, _ in words)
    doubtful = sum(word.end - word.start for word, label in words if label.uncertain)
    flags = {
        OVERLAP: whole.overlap,
        UNCERTAIN_SPEAKER: not certain or doubtful > _UNCERTAIN * seconds,
    }
    return replace(
        segment,
        speaker=speaker,
        flags=(*segment.flags, *(flag for flag, holds in flags.items() if holds)),
        words=tuple(replace(word, speaker=speaker) for word in segment.words),
    )


def _majority(words: Sequence[Labelled]) -> str | None:
    """Who has most of the words by seconds; None if nobody has any."""
    seconds: dict[str, float] = {}
    for word, label in words:
        if label.speaker is not None:
            seconds[label.speaker] = seconds.get(label.speaker, 0.0) + word.end - word.start
    return max(seconds, key=lambda who: seconds[who], default=None)
