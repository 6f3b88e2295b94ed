"""One audio track of a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Track:
    """index: among the audio tracks, from 0. codec: FFmpeg's name. heard: whether it is decoded."""

    index: int
    codec: str
    channels: int
    heard: bool
    language: str | None = None
    title: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}
