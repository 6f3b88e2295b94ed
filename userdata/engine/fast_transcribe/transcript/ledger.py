"""The coverage ledger: labels every second of the file.

Labels: text (a segment covers it), silence, nonspeech (sound without speech), untranscribed (speech
without text, or audio that could not be decoded). Its input is the VAD's per-frame result and the
finished segments, so that a loss between the two is reported, with the reason if known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ..audio.gap import UNDECODABLE, Gap
from ..audio.rate import RATE
from ..speech.heard import Heard, Sounds
from .segments import WindowResult
from .spans import (
    LOST,
    MISSING,
    NO_SPEECH,
    NO_TEXT,
    CoverageSpan,
    Kind,
    LabelledRange,
    SpanBuilder,
    joined,
)

_NEAR = round(0.3 * RATE)  # samples of tolerance around a window's unread stretches
_BEHIND = RATE  # samples that labels stay behind: a later segment starts at most 1 s earlier

# Which of two channels' labels is taken for both: the lower rank
_RANK = {"untranscribed": 0, "text": 1, "nonspeech": 3, "silence": 4}
_RANK_OF_SHORT = 2  # of an untranscribed range under MISSING


class Ledger:
    """Emits spans in order, without gap or overlap, from 0 to the file's end. Bounded memory."""

    def __init__(self, channels: int) -> None:
        self._channels = [_Channel() for _ in range(channels)]
        self._labelled = 0  # samples
        self._spans = SpanBuilder()

    @property
    def is_incomplete(self) -> bool:
        """Whether some untranscribed span has 1 s or more."""
        return self._spans.missing >= MISSING

    def add(self, channel: int, result: WindowResult) -> None:
        """Adds a transcribed window."""
        self._channels[channel].add(result)

    def hear(self, heard: Iterable[Heard]) -> None:
        """Adds the VAD's stretches, in order within each channel."""
        for piece in heard:
            self._channels[piece.channel].hear(piece)

    def settle(self, seconds: float, gaps: Sequence[Gap]) -> Iterator[CoverageSpan]:
        """`seconds`: of the file, before which all stretches and windows have been added."""
        return self._label(round(seconds * RATE) - _BEHIND, gaps)

    def finish(self, samples: int, gaps: Sequence[Gap]) -> Iterator[CoverageSpan]:
        """`samples`: length of the file, 16 kHz."""
        yield from self._label(samples, gaps)
        yield from self._spans.finish()

    def _label(self, end: int, gaps: Sequence[Gap]) -> Iterator[CoverageSpan]:
        if end <= self._labelled:
            return
        labels = [list(joined(c.labels(self._labelled, end, gaps))) for c in self._channels]
        for piece in joined(_combined(labels)):
            yield from self._spans.add(piece)
        for channel in self._channels:
            channel.forget(end)
        self._labelled = end


class _Channel:
    """One channel's VAD stretches and texts that are not labelled yet."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []
        self._texts: list[LabelledRange] = []
        self._unread: list[LabelledRange] = []

    def hear(self, piece: Heard) -> None:
        self._heard.append(piece)

    def add(self, result: WindowResult) -> None:
        for segment in result.segments:
            start, end = round(segment.start * RATE), round(segment.end * RATE)
            self._texts.append(LabelledRange(start, end, "text"))
        for left in result.unread:
            kind: Kind = "nonspeech" if left.no_speech else "untranscribed"
            reason = NO_SPEECH if left.no_speech else NO_TEXT
            start, end = round(left.start * RATE), round(left.end * RATE)
            self._unread.append(LabelledRange(start, end, kind, reason))

    def forget(self, before: int) -> None:
        """Drops what ends before this sample."""
        self._heard = [h for h in self._heard if h.end > before]
        self._texts = [t for t in self._texts if t.end > before]
        self._unread = [u for u in self._unread if u.end + _NEAR > before]

    def labels(self, start: int, end: int, gaps: Sequence[Gap]) -> Iterator[LabelledRange]:
        """Labels of samples [start, end), in order, without gap or overlap."""
        missing = [g for g in gaps if g.start < end and g.end > start]
        edges = {start, end}
        pieces: list[Heard | Gap | LabelledRange] = [*self._heard, *missing, *self._texts]
        for piece in pieces:
            edges |= {piece.start, piece.end}
        for left in self._unread:
            edges |= {left.start - _NEAR, left.start, left.end, left.end + _NEAR}
        inside = sorted(e for e in edges if start <= e <= end)
        for low, high in pairwise(inside):
            yield self._label(low, high, missing)

    def _label(self, start: int, end: int, gaps: Sequence[Gap]) -> LabelledRange:
        """Label of samples [start, end), inside which no piece begins or ends."""
        if any(t.start <= start < t.end for t in self._texts):
            return LabelledRange(start, end, "text")
        gap = next((g for g in gaps if g.start <= start < g.end), None)
        if gap is not None:
            kind: Kind = "untranscribed" if gap.reason == UNDECODABLE else "silence"
            return LabelledRange(start, end, kind, gap.reason)
        sounds: Sounds = next((h.sounds for h in self._heard if h.start <= start < h.end), "speech")
        if sounds != "speech":
            return LabelledRange(start, end, "silence" if sounds == "silence" else "nonspeech")
        near = (u for u in self._unread if u.start - _NEAR <= start < u.end + _NEAR)
        known = next(near, None)
        if known is not None:
            return LabelledRange(start, end, known.kind, known.reason)
        return LabelledRange(start, end, "untranscribed", LOST)


def _combined(channels: Sequence[Sequence[LabelledRange]]) -> Iterator[LabelledRange]:
    """One label for all channels: the one with the lowest rank."""
    edges = sorted({e for ranges in channels for r in ranges for e in (r.start, r.end)})
    at = [0] * len(channels)
    for low, high in pairwise(edges):
        for i, ranges in enumerate(channels):
            at[i] += ranges[at[i]].end <= low
        best = min((ranges[i] for ranges, i in zip(channels, at)), key=_rank)
        yield replace(best, start=low, end=high)


def _rank(piece: LabelledRange) -> int:
    is_short = piece.kind == "untranscribed" and piece.samples < MISSING
    return _RANK_OF_SHORT if is_short else _RANK[piece.kind]
