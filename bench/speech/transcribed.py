"""What all systems hear in a recording."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from recordings import Recording
from systems import System
from transcripts import Transcript


def hear_all(systems: Sequence[System], recording: Recording) -> dict[str, Transcript]:
    """By the systems' names, those that were run. Raises SystemFailed."""
    heard = {}
    for system in systems:
        print(f"{recording.name}: {system.name} …", file=sys.stderr, flush=True)
        transcript = system.hear(recording)
        if transcript is not None:
            heard[system.name] = transcript
    return heard
