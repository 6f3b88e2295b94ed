"""Spans of speech for which one program has no text, where the other has some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recordings import Recording, Span
from transcripts import Transcript

LONGEST = 1.0  # seconds that may be without text
_MARGIN = 0.3  # seconds that a word's times may be off
_LONG_WORD = 1.5  # seconds: what is longer has swallowed a pause, or another's speech


def unheard(recording: Recording, heard: Mapping[str, Transcript]) -> list[dict[str, Any]]:
    """For every two programs that tell when they hear each word: a segment's time holds silence
    too. Also against the turns of those who speak, where they are known."""
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
    """A word, or what is known of one. Seconds."""

    text: str
    start: float
    end: float


def _gaps(
    own: Sequence[Said], other: Sequence[Said], untranscribed: Sequence[Span]
) -> Iterator[dict[str, Any]]:
    """`told`: the program says itself that it has no text there."""
    covered = merged([(s.start - _MARGIN, s.end + _MARGIN) for s in own])
    speech = merged([(s.start, s.end) for s in other])
    for start, end in without(speech, covered):
        if end - start > LONGEST:
            told = any(a < end and start < b for a, b in untranscribed)
            text = " ".join(s.text for s in other if start < (s.start + s.end) / 2 < end)
            yield {"start": start, "end": end, "told": told, "text": text}


def _said(transcript: Transcript) -> list[Said]:
    """A word ends when it is too long for one."""
    longest = ((w, min(w.end, w.start + _LONG_WORD)) for w in transcript.words)
    return [Said(word.text, word.start, end) for word, end in longest]


def merged(spans: Sequence[Span]) -> list[Span]:
    """In order, those that touch as one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def without(spans: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """What is left of spans; both are merged."""
    for start, end in spans:
        for a, b in others:
            if b <= start or a >= end:
                continue
            if a > start:
                yield start, a
            start = max(start, b)
        if start < end:
            yield start, end
