"""What a file says of one of its audio tracks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Track:
    """index: among the audio tracks; heard: it is in the samples. codec: FFmpeg's name."""

    index: int
    codec: str
    channels: int
    heard: bool
    language: str | None = None
    title: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}
