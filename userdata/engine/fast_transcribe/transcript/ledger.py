"""The ledger: what became of every second of the file.

A span is text (a segment covers it), silence, nonspeech (sound without speech), or untranscribed:
speech, or audio that could not be decoded, for which there is no text. What was heard comes from
the VAD, what was written from the segments at their very end, so whatever is lost between the two
is told, with the reason where it is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from ..audio.gap import UNDECODABLE, Gap
from ..audio.rate import RATE
from ..speech.heard import Heard, Sounds
from .segments import WindowResult

Kind = Literal["text", "silence", "nonspeech", "untranscribed"]

NO_TEXT = "no_text"  # speech was heard, and the model wrote nothing by any means
LOST = "lost"  # speech was heard, and no part of the engine knows what became of it
NO_SPEECH = "no_speech"  # the VAD heard speech, and the model holds that it is none

_NEAR = round(0.3 * RATE)  # samples that the ends of what a window tells may be off
_SHORT = round(0.3 * RATE)  # a shorter pause is no silence
_EDGE = round(0.5 * RATE)  # shorter speech beside a text belongs to it
_MISSING = RATE  # untranscribed audio from here on makes the transcript incomplete
_BEHIND = RATE  # how far the told spans stay behind: a segment reaches so far back at the most

# Which of two channels' labels stands for both: a lower one
_RANK = {"untranscribed": 0, "text": 1, "nonspeech": 3, "silence": 4}
_RANK_OF_SHORT = 2  # of an untranscribed span that makes nothing incomplete


@dataclass(frozen=True)
class CoverageSpan:
    """Seconds of the file."""

    start: float
    end: float
    kind: Kind
    reason: str | None = None


@dataclass(frozen=True)
class _Range:
    """Samples [start, end) with a label."""

    start: int
    end: int
    kind: Kind
    reason: str | None = None

    @property
    def samples(self) -> int:
        return self.end - self.start

    def until(self, end: int) -> _Range:
        return replace(self, end=end)


class Ledger:
    """Spans in order, without gap or overlap, from 0 to the end of the file. Bounded memory."""

    def __init__(self, channels: int) -> None:
        self._channels = [_Channel() for _ in range(channels)]
        self._labelled = 0  # samples
        self._spans = _Spans()

    @property
    def is_incomplete(self) -> bool:
        """Whether a second or more has no text although it should."""
        return self._spans.missing >= _MISSING

    def add(self, channel: int, result: WindowResult) -> None:
        """What came of a window."""
        self._channels[channel].add(result)

    def hear(self, heard: Iterable[Heard]) -> None:
        """What the VAD heard, each channel's in order."""
        for piece in heard:
            self._channels[piece.channel].hear(piece)

    def settle(self, seconds: float, gaps: Sequence[Gap]) -> Iterator[CoverageSpan]:
        """All of the file before `seconds` is heard, and what is spoken there has come as text."""
        return self._label(round(seconds * RATE) - _BEHIND, gaps)

    def finish(self, samples: int, gaps: Sequence[Gap]) -> Iterator[CoverageSpan]:
        """samples: of the whole file."""
        yield from self._label(samples, gaps)
        yield from self._spans.finish()

    def _label(self, end: int, gaps: Sequence[Gap]) -> Iterator[CoverageSpan]:
        if end <= self._labelled:
            return
        labels = [list(_joined(c.labels(self._labelled, end, gaps))) for c in self._channels]
        for piece in _joined(_combined(labels)):
            yield from self._spans.add(piece)
        for channel in self._channels:
            channel.forget(end)
        self._labelled = end


class _Spans:
    """Ranges -> spans: like neighbours are one, and what is too short belongs to its neighbour."""

    def __init__(self) -> None:
        self._last: _Range | None = None  # told when another kind follows
        self._growing: _Range | None = None  # its length, so its fate, is not known yet
        self.missing = 0  # samples of the longest untranscribed span

    def add(self, piece: _Range) -> Iterator[CoverageSpan]:
        if self._growing is not None and _same(self._growing, piece):
            self._growing = self._growing.until(piece.end)
            return
        yield from self._settle()
        self._growing = piece

    def finish(self) -> Iterator[CoverageSpan]:
        yield from self._settle()
        if self._last is not None:
            yield self._told(self._last)

    def _settle(self) -> Iterator[CoverageSpan]:
        """Joins what was growing with the span before it, or tells that span."""
        piece, last = self._growing, self._last
        if piece is None:
            return
        if last is not None and (_same(last, piece) or _belongs_to_neighbour(piece, last)):
            self._last = last.until(piece.end)
            return
        if last is not None and _is_edge(last, piece):
            piece = replace(piece, start=last.start)
        elif last is not None:
            yield self._told(last)
        self._last = piece

    def _told(self, piece: _Range) -> CoverageSpan:
        if piece.kind == "untranscribed":
            self.missing = max(self.missing, piece.samples)
        if piece.reason == LOST and piece.samples < _MISSING:
            piece = replace(piece, reason=NO_TEXT)  # no window tells of so little
        return CoverageSpan(piece.start / RATE, piece.end / RATE, piece.kind, piece.reason)


class _Channel:
    """What was heard and what was written, of the time that is not told yet."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []
        self._texts: list[_Range] = []
        self._unread: list[_Range] = []

    def hear(self, piece: Heard) -> None:
        self._heard.append(piece)

    def add(self, result: WindowResult) -> None:
        for segment in result.segments:
            start, end = round(segment.start * RATE), round(segment.end * RATE)
            self._texts.append(_Range(start, end, "text"))
        for left in result.unread:
            kind: Kind = "nonspeech" if left.no_speech else "untranscribed"
            reason = NO_SPEECH if left.no_speech else NO_TEXT
            start, end = round(left.start * RATE), round(left.end * RATE)
            self._unread.append(_Range(start, end, kind, reason))

    def forget(self, before: int) -> None:
        self._heard = [h for h in self._heard if h.end > before]
        self._texts = [t for t in self._texts if t.end > before]
        self._unread = [u for u in self._unread if u.end + _NEAR > before]

    def labels(self, start: int, end: int, gaps: Sequence[Gap]) -> Iterator[_Range]:
        """Of [start, end), in order, without gap or overlap."""
        missing = [g for g in gaps if g.start < end and g.end > start]
        edges = {start, end}
        pieces: list[Heard | Gap | _Range] = [*self._heard, *missing, *self._texts]
        for piece in pieces:
            edges |= {piece.start, piece.end}
        for left in self._unread:
            edges |= {left.start - _NEAR, left.start, left.end, left.end + _NEAR}
        inside = sorted(e for e in edges if start <= e <= end)
        for low, high in pairwise(inside):
            yield self._label(low, high, missing)

    def _label(self, start: int, end: int, gaps: Sequence[Gap]) -> _Range:
        """Nothing begins or ends within [start, end)."""
        if any(t.start <= start < t.end for t in self._texts):
            return _Range(start, end, "text")
        gap = next((g for g in gaps if g.start <= start < g.end), None)
        if gap is not None:
            kind: Kind = "untranscribed" if gap.reason == UNDECODABLE else "silence"
            return _Range(start, end, kind, gap.reason)
        sounds: Sounds = next((h.sounds for h in self._heard if h.start <= start < h.end), "speech")
        if sounds != "speech":
            return _Range(start, end, "silence" if sounds == "silence" else "nonspeech")
        near = (u for u in self._unread if u.start - _NEAR <= start < u.end + _NEAR)
        known = next(near, None)
        if known is not None:
            return _Range(start, end, known.kind, known.reason)
        return _Range(start, end, "untranscribed", LOST)


def _combined(channels: Sequence[Sequence[_Range]]) -> Iterator[_Range]:
    """One label for all channels: what is missing first, then what is written."""
    edges = sorted({e for ranges in channels for r in ranges for e in (r.start, r.end)})
    at = [0] * len(channels)
    for low, high in pairwise(edges):
        for i, ranges in enumerate(channels):
            at[i] += ranges[at[i]].end <= low
        best = min((ranges[i] for ranges, i in zip(channels, at)), key=_rank)
        yield replace(best, start=low, end=high)


def _joined(ranges: Iterable[_Range]) -> Iterator[_Range]:
    last: _Range | None = None
    for piece in ranges:
        if last is not None and _same(last, piece):
            last = last.until(piece.end)
        else:
            if last is not None:
                yield last
            last = piece
    if last is not None:
        yield last


def _rank(piece: _Range) -> int:
    is_short = piece.kind == "untranscribed" and piece.samples < _MISSING
    return _RANK_OF_SHORT if is_short else _RANK[piece.kind]


def _same(one: _Range, other: _Range) -> bool:
    return (one.kind, one.reason) == (other.kind, other.reason)


def _is_edge(piece: _Range, text: _Range) -> bool:
    """Speech beside a text, so short that its times are a little off."""
    return piece.reason == LOST and piece.samples < _EDGE and text.kind == "text"


def _belongs_to_neighbour(piece: _Range, before: _Range) -> bool:
    """A pause inside speech, a rustle, or the rest of speech that has no text."""
    if piece.reason == LOST and before.reason == NO_TEXT:
        return piece.samples < _MISSING
    is_quiet = piece.kind in ("silence", "nonspeech") and not piece.reason
    return (is_quiet and piece.samples < _SHORT) or _is_edge(piece, before)
