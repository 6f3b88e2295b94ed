"""How long a transcription waits for its speakers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Wall seconds: `least`, and `share` of the audio's. Listening takes 0.02 of it on one core."""

    least: float = 60.0
    share: float = 0.2

    def of(self, audio_seconds: float) -> float:
        """In all, of a file that is this long so far."""
        return self.least + self.share * audio_seconds
