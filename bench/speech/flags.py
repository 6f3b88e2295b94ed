"""How well the engine's flags and confidence predict wrong segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from alignment import align
from place import Place
from recordings import Recording
from systems import Engine
from table import table

Stored = dict[str, Any]
RIGHT = 0.7  # a segment with a smaller share of correct words is wrong
_BUCKETS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # lower bounds of confidence
_ANY = "any flag"


def measure(place: Place) -> Stored:
    """Engine -> its segments in all recordings with known text."""
    recordings = [r for speech in place.sets() for r in speech.recordings if r.sentences]
    return {
        engine.name: [s for r in recordings for s in _segments(place, engine, r)]
        for engine in place.engines
    }


def tell(stored: Stored) -> str:
    parts = [part for name, segments in stored.items() for part in _told(name, segments)]
    return "\n\n".join(parts)


def _segments(place: Place, engine: Engine, recording: Recording) -> Iterator[Stored]:
    """Confidence, flags, number of words and of correct words per segment."""
    segments = engine.hear(recording).segments
    texts = [recording.said, *(s.text for s in segments)]
    said, *heard = place.normaliser.words(texts, recording.language)
    segment_of = [i for i, words in enumerate(heard) for _ in words]
    hits = align(said, [word for words in heard for word in words]).hits()
    right = [0] * len(segments)
    for _, word in hits:
        right[segment_of[word]] += 1
    for segment, words, count in zip(segments, heard, right):
        if words:
            told = {"confidence": segment.confidence, "flags": list(segment.flags)}
            yield {**told, "words": len(words), "right": count}


def _told(name: str, segments: Sequence[Stored]) -> Iterator[str]:
    wrong = sum(map(_is_wrong, segments))
    limit = f"under {100 * RIGHT:.0f} % of the words right"
    yield f"{name}: {len(segments)} segments, {wrong} wrong ({limit}), {_unaware(segments)}."
    head = [
        "flag",
        "segments that have it",
        "of them wrong (precision)",
        "wrong ones found (recall)",
    ]
    yield table(head, list(_flag_rows(segments)))
    head = ["confidence", "segments", "words right", "wrong segments", "of them flagged"]
    yield table(head, list(_confidence_rows(segments)))


def _unaware(segments: Sequence[Stored]) -> str:
    good = [s for s in segments if s["right"] >= 0.95 * s["words"]]
    flagged = sum(bool(s["flags"]) for s in good)
    return f"{flagged} of {len(good)} with 95 % of the words right flagged"


def _flag_rows(segments: Sequence[Stored]) -> Iterator[list[str]]:
    wrong = sum(map(_is_wrong, segments))
    for flag in [*sorted({f for s in segments for f in s["flags"]}), _ANY]:
        having = [s for s in segments if (s["flags"] if flag == _ANY else flag in s["flags"])]
        found = sum(map(_is_wrong, having))
        yield [flag, str(len(having)), _share(found, len(having)), _share(found, wrong)]


def _confidence_rows(segments: Sequence[Stored]) -> Iterator[list[str]]:
    for low, high in zip(_BUCKETS, (*_BUCKETS[1:], 1.01)):
        here = [s for s in segments if low <= s["confidence"] < high]
        wrong = [s for s in here if _is_wrong(s)]
        words, right = (sum(s[what] for s in here) for what in ("words", "right"))
        flagged = sum(bool(s["flags"]) for s in wrong)
        told = [str(len(here)), _share(right, words), str(len(wrong)), str(flagged)]
        yield [f"{low:.1f} to {min(high, 1.0):.1f}", *told]


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.0f} %)" if whole else "0"


def _is_wrong(segment: Mapping[str, int]) -> bool:
    return segment["right"] < RIGHT * segment["words"]
