"""Texts for reading: each system's alone, and sentence by sentence where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from alignment import align
from place import Place
from recordings import Recording
from transcripts import Transcript


def write_texts(place: Place, recording: Recording, heard: Mapping[str, Transcript]) -> None:
    """Writes <recording>.<system>.txt and <recording>.diff.txt."""
    place.texts.mkdir(parents=True, exist_ok=True)
    for name, transcript in heard.items():
        lines = [
            f"{s.start:8.2f} {s.end:8.2f} {_marks(s.flags)}{s.text}" for s in transcript.segments
        ]
        path = place.texts / f"{recording.name}.{name.replace(' ', '-')}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    differing = "\n".join(_blocks(place, recording, heard))
    (place.texts / f"{recording.name}.diff.txt").write_text(differing + "\n", encoding="utf-8")


def _marks(flags: Sequence[str]) -> str:
    return f"[{' '.join(flags)}] " if flags else ""


def _blocks(place: Place, recording: Recording, heard: Mapping[str, Transcript]) -> Iterator[str]:
    """One block per sentence with an error in any system; `=` marks a correct system."""
    if not recording.sentences:
        yield from _by_time(heard)
        return
    texts = [s.text for s in recording.sentences]
    said = place.normaliser.words(texts, recording.language)
    by_system = {
        name: _by_sentence(place, said, transcript, recording.language)
        for name, transcript in heard.items()
    }
    width = max(map(len, [*heard, "said"]))
    for i, sentence in enumerate(recording.sentences):
        if any(parts[i] != said[i] for parts in by_system.values()):
            yield "" if sentence.span is None else f"{sentence.span[0]:.2f} s"
            yield f"  {'said':{width}}  {' '.join(said[i])}"
            for name, parts in by_system.items():
                yield f"  {name:{width}}  {'=' if parts[i] == said[i] else ' '.join(parts[i])}"


def _by_sentence(
    place: Place, said: Sequence[Sequence[str]], transcript: Transcript, language: str
) -> list[list[str]]:
    """The transcript's words, grouped by the sentences that they align with."""
    (heard,) = place.normaliser.words([transcript.text], language)
    sentence_of = [i for i, words in enumerate(said) for _ in words]
    parts: list[list[str]] = [[] for _ in said]
    at = 0
    for a, b in align([w for words in said for w in words], heard).pairs:
        at = at if a is None else sentence_of[a]
        if b is not None:
            parts[at].append(heard[b])
    return parts


def _by_time(heard: Mapping[str, Transcript]) -> Iterator[str]:
    """Blocks of ten seconds, for recordings without a text."""
    step = 10.0
    last = max((s.end for t in heard.values() for s in t.segments), default=0.0)
    width = max(map(len, heard), default=0)
    for i in range(int(last / step) + 1):
        yield f"{i * step:.0f} s"
        for name, transcript in heard.items():
            parts = transcript.words or transcript.segments
            here = [p.text for p in parts if i * step <= (p.start + p.end) / 2 < (i + 1) * step]
            yield f"  {name:{width}}  {re.sub(r'  +', ' ', ' '.join(here))}"
