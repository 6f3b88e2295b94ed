"""What a request asks for beside the text: who speaks, places to hear again, a word list.

The windows are said by S1 and S2 in turn. What is heard of voices is kept beside the checkpoint, a line
a window, and read from there after an interruption.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Event = tuple[str, dict[str, Any]]

_WORD_SECONDS = 0.4
_HEADER = {"speakers": 1, "engine": "stub"}


class Voices:
    """Those of earlier runs; those of this run are appended."""

    def __init__(self, checkpoint: Path) -> None:
        self._path = Path(f"{checkpoint}.speakers")
        text = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
        whole = [s for s in text.splitlines(keepends=True) if s.endswith("\n")]
        self.known: list[str] = [json.loads(line)["speaker"] for line in whole[1:]]
        self._path.write_text("".join(whole) or _line(_HEADER), encoding="utf-8")

    def hear(self, number: int) -> None:
        if number < len(self.known):
            return
        speaker = f"S{number % 2 + 1}"
        self.known.append(speaker)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_line({"window": number, "speaker": speaker}))


def at_the_end(
    request: dict[str, Any], segments: Sequence[dict[str, Any]], speakers: Sequence[str]
) -> Iterator[Event]:
    """segments: of each window. speakers: of each window, none if they are not asked for."""
    if speakers:
        yield from _final(request, segments, speakers)
    if request.get("review"):
        places = [_place(s) for s in segments[:1]]
        yield "review", {"places": places}
    if "vocabulary" in request:
        yield "vocabulary", {"report": _report(request["vocabulary"], segments)}


def _final(
    request: dict[str, Any], segments: Sequence[dict[str, Any]], speakers: Sequence[str]
) -> Iterator[Event]:
    said = list(zip(segments, speakers, strict=False))
    yield "speakers", {"speakers": [_speaker(name, said) for name in dict.fromkeys(speakers)]}
    for number, (segment, speaker) in enumerate(said):
        words = {"words": _words(segment, speaker)} if request.get("words") else {}
        yield "final-segment", {**segment, "id": number, "speaker": speaker, **words}
        cue = {"start": segment["start"], "end": segment["end"], "lines": [segment["text"]]}
        yield "final-cue", {**cue, "speaker": speaker}


def _speaker(name: str, said: Sequence[tuple[dict[str, Any], str]]) -> dict[str, Any]:
    theirs = [segment for segment, speaker in said if speaker == name]
    seconds = sum(s["end"] - s["start"] for s in theirs)
    return {"id": name, "seconds": seconds, "turns": len(theirs), "firstHeard": theirs[0]["start"]}


def _words(segment: dict[str, Any], speaker: str) -> list[dict[str, Any]]:
    """Without pauses, from the beginning of the segment."""
    start = segment["start"]
    return [
        {
            "start": start + nth * _WORD_SECONDS,
            "end": start + (nth + 1) * _WORD_SECONDS,
            "word": text,
            "probability": 0.9,
            "speaker": speaker,
        }
        for nth, text in enumerate(segment["text"].split())
    ]


def _place(segment: dict[str, Any]) -> dict[str, Any]:
    start, word = segment["start"], segment["text"].split()[0]
    reason = {"reason": "low_probability", "score": 0.5}
    return {"start": start, "end": start + 1, "word": word, **reason}


def _report(entries: Sequence[str], segments: Sequence[dict[str, Any]]) -> dict[str, Any]:
    heard = [
        {"entry": entry, "start": s["start"]}
        for entry in entries
        for s in segments
        if entry.casefold() in s["text"].casefold()
    ]
    return {"heard": heard, "replaced": [], "refused": []}


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False) + "\n"
