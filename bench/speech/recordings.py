"""Recordings with their texts; sets of them, stored on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_LISTED = "recordings.json"
Span = tuple[float, float]  # seconds of the file


@dataclass(frozen=True)
class Sentence:
    """`span` is None if only the text is known."""

    text: str
    span: Span | None = None


@dataclass(frozen=True)
class Recording:
    """`language`: a code such as "sv".

    `sentences`: the text, in order; None if unknown, empty if there is no speech.
    `turns`: spans of speech, if known.
    """

    name: str
    audio: Path
    language: str
    sentences: Sequence[Sentence] | None
    turns: Sequence[Span] = ()

    @property
    def said(self) -> str:
        return " ".join(s.text for s in self.sentences or ())

    def digest(self) -> str:
        return digest(self.audio)


@dataclass(frozen=True)
class SpeechSet:
    """`source`: package and hash, as printed."""

    name: str
    source: str
    licence: str
    recordings: Sequence[Recording]

    def save(self, folder: Path) -> None:
        recordings = [
            {**asdict(r), "audio": str(r.audio.relative_to(folder))} for r in self.recordings
        ]
        told = {**asdict(self), "recordings": recordings}
        text = json.dumps(told, ensure_ascii=False, indent=1)
        (folder / _LISTED).write_text(text, encoding="utf-8")


def digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=4).hexdigest()


def is_saved(folder: Path) -> bool:
    return (folder / _LISTED).exists()


def load(folder: Path) -> SpeechSet:
    told = json.loads((folder / _LISTED).read_text(encoding="utf-8"))
    recordings = [_recording(folder, r) for r in told.pop("recordings")]
    return SpeechSet(**told, recordings=recordings)


def _recording(folder: Path, told: dict[str, Any]) -> Recording:
    sentences, turns = told["sentences"], [(start, end) for start, end in told["turns"]]
    if sentences is not None:
        sentences = [Sentence(s["text"], s["span"] and tuple(s["span"])) for s in sentences]
    return Recording(told["name"], folder / told["audio"], told["language"], sentences, turns)
