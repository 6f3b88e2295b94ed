"""Options of the decoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

MIX: Final = "mix"
# An index among the file's audio tracks, or all of them mixed
TrackChoice = int | Literal["mix"]


@dataclass(frozen=True)
class DecodeOptions:
    """max_seconds: longer audio is refused. split: keep two channels apart instead of mixing them.

    track: None takes FFmpeg's best track.
    """

    max_seconds: float
    split: bool = False
    track: TrackChoice | None = None
