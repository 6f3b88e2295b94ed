"""Paces progress events: often enough for a heartbeat, and only when there is progress."""

from __future__ import annotations

from collections.abc import Callable

_EVERY_SECONDS = 2.0  # of wall time
_EVERY_AUDIO_SECONDS = 60.0


class ProgressPace:
    """`clock`: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._reported_at = clock()
        self._reported = 0.0

    def due(self, transcribed: float, new_segments: bool) -> bool:
        """Whether to report progress at this second of the file; if so, restarts the interval."""
        if transcribed <= self._reported:
            return False
        waited = self._clock() - self._reported_at >= _EVERY_SECONDS
        if not (new_segments or waited or transcribed - self._reported >= _EVERY_AUDIO_SECONDS):
            return False
        self._reported_at, self._reported = self._clock(), transcribed
        return True
