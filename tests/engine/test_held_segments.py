"""Segments come back from where they are held as they were, in order."""

from __future__ import annotations

from fast_transcribe.speakers.held_segments import HeldSegments
from fast_transcribe.transcript.segments import Segment
from fast_transcribe.whisper.words import Replacement, Word
from hypothesis import given
from hypothesis import strategies as st

TIMES = st.floats(0, 50_000)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SPEAKERS = st.sampled_from([None, "L", "S1"])
WORDS = st.builds(
    Word,
    start=TIMES,
    end=TIMES,
    text=TEXTS,
    probability=st.floats(0, 1),
    joined=st.booleans(),
    speaker=SPEAKERS,
    replacement=st.none() | st.builds(Replacement, TEXTS, TEXTS, st.integers(1, 4)),
)
SEGMENTS = st.builds(
    Segment,
    id=st.integers(0, 10**6),
    start=TIMES,
    end=TIMES,
    text=TEXTS,
    confidence=st.floats(0, 1),
    flags=st.lists(st.sampled_from(["overlap", "repetition"]), max_size=2).map(tuple),
    words=st.lists(WORDS, max_size=4).map(tuple),
    speaker=SPEAKERS,
)


@given(st.lists(SEGMENTS, max_size=8))
def test_as_they_were(segments: list[Segment]) -> None:
    held = HeldSegments()
    for segment in segments:
        held.add(segment)
    assert list(held) == segments
    assert list(held) == segments  # as often as they are needed


def test_many_more_than_are_decompressed_at_a_time() -> None:
    words = tuple(Word(i / 7, i / 7 + 0.1, f"ord{i}", 0.5) for i in range(40))
    segments = [Segment(i, i, i + 1, "text " * i, 0.5, (), words) for i in range(300)]
    held = HeldSegments()
    for segment in segments:
        held.add(segment)
    assert list(held) == segments
