"""Coverage spans: labelled ranges of samples, joined into the spans that are reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ..audio.rate import RATE

Kind = Literal["text", "silence", "nonspeech", "untranscribed"]

NO_TEXT = "no_text"  # speech for which the model wrote nothing, retries included
LOST = "lost"  # speech that is in no segment, for an unknown reason
NO_SPEECH = "no_speech"  # speech by the VAD, none by the model
MISSING = RATE  # samples, 1 s: an untranscribed span this long makes the transcript incomplete

_SHORT = round(0.3 * RATE)  # samples; a shorter pause is not reported as silence
_EDGE = round(0.5 * RATE)  # samples; shorter speech beside a text belongs to the text


@dataclass(frozen=True)
class CoverageSpan:
    """[start, end) in seconds of the file. `reason`: NO_TEXT, LOST, NO_SPEECH or a gap's."""

    start: float
    end: float
    kind: Kind
    reason: str | None = None


@dataclass(frozen=True)
class LabelledRange:
    """Samples [start, end) of the file, 16 kHz, with a label."""

    start: int
    end: int
    kind: Kind
    reason: str | None = None

    @property
    def samples(self) -> int:
        return self.end - self.start

    def until(self, end: int) -> LabelledRange:
        return replace(self, end=end)

    def has_label_of(self, other: LabelledRange) -> bool:
        return (self.kind, self.reason) == (other.kind, other.reason)


class SpanBuilder:
    """Adjacent ranges in, spans out: equal labels are joined, short ranges join a neighbour."""

    def __init__(self) -> None:
        self._last: LabelledRange | None = None  # emitted when another label follows
        self._growing: LabelledRange | None = None  # its length decides whether it is joined
        self.missing = 0  # samples of the longest untranscribed span

    def add(self, piece: LabelledRange) -> Iterator[CoverageSpan]:
        if self._growing is not None and self._growing.has_label_of(piece):
            self._growing = self._growing.until(piece.end)
            return
        yield from self._settle()
        self._growing = piece

    def finish(self) -> Iterator[CoverageSpan]:
        yield from self._settle()
        if self._last is not None:
            yield self._emit(self._last)

    def _settle(self) -> Iterator[CoverageSpan]:
        """Joins `_growing` with `_last`, or emits `_last`."""
        piece, last = self._growing, self._last
        if piece is None:
            return
        if last is not None and (last.has_label_of(piece) or _belongs_to_neighbour(piece, last)):
            self._last = last.until(piece.end)
            return
        if last is not None and _is_edge(last, piece):
            piece = replace(piece, start=last.start)
        elif last is not None:
            yield self._emit(last)
        self._last = piece

    def _emit(self, piece: LabelledRange) -> CoverageSpan:
        if piece.kind == "untranscribed":
            self.missing = max(self.missing, piece.samples)
        if piece.reason == LOST and piece.samples < MISSING:
            piece = replace(piece, reason=NO_TEXT)  # windows report nothing as short as this
        return CoverageSpan(piece.start / RATE, piece.end / RATE, piece.kind, piece.reason)


def joined(ranges: Iterable[LabelledRange]) -> Iterator[LabelledRange]:
    """Adjacent ranges in order -> the same, neighbours with equal labels as one."""
    last: LabelledRange | None = None
    for piece in ranges:
        if last is not None and last.has_label_of(piece):
            last = last.until(piece.end)
        else:
            if last is not None:
                yield last
            last = piece
    if last is not None:
        yield last


def _is_edge(piece: LabelledRange, text: LabelledRange) -> bool:
    """Whether `piece` is speech beside a text, short enough to come from inexact times."""
    return piece.reason == LOST and piece.samples < _EDGE and text.kind == "text"


def _belongs_to_neighbour(piece: LabelledRange, before: LabelledRange) -> bool:
    """Whether `piece` is a short pause or noise, or the rest of speech without text."""
    if piece.reason == LOST and before.reason == NO_TEXT:
        return piece.samples < MISSING
    is_quiet = piece.kind in ("silence", "nonspeech") and not piece.reason
    return (is_quiet and piece.samples < _SHORT) or _is_edge(piece, before)
