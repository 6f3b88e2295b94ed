"""Segments of speech, and the rules that their subtitles must follow."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from fast_transcribe.transcript.cues import Cue, CueBuilder
from fast_transcribe.transcript.segments import Segment
from fast_transcribe.whisper.words import Word


def segment(start: float, words: Iterable[Word], speaker: str | None = None) -> Segment:
    said = tuple(words)
    end = max((w.end for w in said), default=start)
    return Segment(0, start, end, " ".join(w.text for w in said), 0.9, (), said, speaker)


def said(start: float, text: str, speaker: str | None = None, pace: float = 15.0) -> Segment:
    """`pace`: characters per second, with a short pause after punctuation."""
    words, at = list[Word](), start
    for word in text.split():
        end = at + len(word) / pace
        words.append(Word(at, end, word, 0.9))
        rest = 0.35 if word[-1] in ".?!" else 0.15 if word[-1] in ",:" else 0.0
        at = end + 1 / pace + rest
    return segment(start, words, speaker)


def cues_of(segments: Iterable[Segment]) -> list[Cue]:
    maker = CueBuilder()
    return [*(c for s in segments for c in maker.add(s)), *maker.finish()]


def shown(segments: Iterable[Segment]) -> str:
    """The cues' text, separated by blank lines."""
    return "\n\n".join("\n".join(c.lines) for c in cues_of(segments))


def letters(cues: Iterable[Cue]) -> str:
    """All text without blanks."""
    return "".join("".join(line.split()) for c in cues for line in c.lines)


def assert_rules(cues: list[Cue]) -> None:
    """A broadcaster's rules for subtitles, in the milliseconds of the files."""
    for cue in cues:
        assert 1 <= len(cue.lines) <= 2
        assert all(0 < len(line.strip()) == len(line) <= 42 for line in cue.lines)
        assert 800 <= _ms(cue.end) - _ms(cue.start) <= 7000
        assert cue.start == _ms(cue.start) / 1000
        assert cue.end == _ms(cue.end) / 1000
    for cue, following in pairwise(cues):
        assert _ms(cue.end) <= _ms(following.start)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
