"""The speakers of a file, as the event `speakers` has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .speaker import Speaker


@dataclass(frozen=True)
class FoundSpeakers:
    """`unavailable`: why there are none, a sentence; no final segments and cues follow then."""

    speakers: Sequence[Speaker] = ()
    unavailable: str | None = None

    def as_json(self) -> dict[str, Any]:
        reason = {} if self.unavailable is None else {"unavailable": self.unavailable}
        return {"speakers": [speaker.as_json() for speaker in self.speakers], **reason}
