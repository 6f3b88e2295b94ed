"""Transcripts of a recording by all systems."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from recordings import Recording
from systems import System
from transcripts import Transcript


def hear_all(systems: Sequence[System], recording: Recording) -> dict[str, Transcript]:
    """System name -> transcript, for systems that ran. Raises SystemFailed."""
    heard = {}
    for system in systems:
        print(f"{recording.name}: {system.name} …", file=sys.stderr, flush=True)
        transcript = system.hear(recording)
        if transcript is not None:
            heard[system.name] = transcript
    return heard
