"""Spans of speech for which one program has text and the other has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recordings import Recording, Span
from transcripts import Transcript

LONGEST = 1.0  # seconds without text that are tolerated
_MARGIN = 0.3  # seconds of tolerance for word times
_LONG_WORD = 1.5  # seconds: a longer word includes a pause or other speech


def unheard(recording: Recording, heard: Mapping[str, Transcript]) -> list[dict[str, Any]]:
    """Compares all pairs of programs with word times, since segments include silence. Also compares
    with the known turns of speakers."""
    texts = {name: _said(transcript) for name, transcript in heard.items() if transcript.words}
    others = dict(texts)
    if recording.turns:
        others["somebody speaks"] = [Said("", start, end) for start, end in recording.turns]
    return [
        {"system": name, "other": other, **gap}
        for name in texts
        for other in others
        if name != other
        for gap in _gaps(texts[name], others[other], heard[name].untranscribed)
    ]


@dataclass(frozen=True)
class Said:
    """A word or a turn, in seconds."""

    text: str
    start: float
    end: float


def _gaps(
    own: Sequence[Said], other: Sequence[Said], untranscribed: Sequence[Span]
) -> Iterator[dict[str, Any]]:
    """`told`: spans that the program itself reports as without text."""
    covered = merged([(s.start - _MARGIN, s.end + _MARGIN) for s in own])
    speech = merged([(s.start, s.end) for s in other])
    for start, end in without(speech, covered):
        if end - start > LONGEST:
            told = any(a < end and start < b for a, b in untranscribed)
            text = " ".join(s.text for s in other if start < (s.start + s.end) / 2 < end)
            yield {"start": start, "end": end, "told": told, "text": text}


def _said(transcript: Transcript) -> list[Said]:
    """Words, cut at _LONG_WORD."""
    longest = ((w, min(w.end, w.start + _LONG_WORD)) for w in transcript.words)
    return [Said(word.text, word.start, end) for word, end in longest]


def merged(spans: Sequence[Span]) -> list[Span]:
    """Sorted spans; touching ones are joined."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def without(spans: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """`spans` minus `others`; both must be merged."""
    for start, end in spans:
        for a, b in others:
            if b <= start or a >= end:
                continue
            if a > start:
                yield start, a
            start = max(start, b)
        if start < end:
            yield start, end
