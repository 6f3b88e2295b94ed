"""Memory use against file length: 12 hours and one hour, on a simulated GPU.

The model is left out (on a GPU its activations are not in host memory) and takes no time; unrecorded
windows get the answer of a recorded one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audio_files import SPEECH, repeated
from one_run import Request, Run, run
from pairs import FIGURES
from stacks import ours, recording_of
from table import table
from whisper_doubles import Pace
from workplace import Workplace

HOURS = (1, 12)
_NO_TIME = Pace(0.0, 0.0, 0.0)


def measure(place: Workplace) -> Mapping[str, Any]:
    """Hours of audio -> peak resident memory in bytes, and the run's time."""
    return {str(hours): _figures(_run(place, hours)) for hours in HOURS}


def tell(stored: Mapping[str, Any]) -> str:
    rows = [
        [hours, f"{f['peak memory'] / 1e6:.0f}", f"{f['seconds']:.1f}", f"{f['CPU seconds']:.1f}"]
        for hours, f in stored.items()
    ]
    short, long = (stored[str(hours)]["peak memory"] for hours in HOURS)
    head = ["hours of Opus, simulated GPU", "peak memory, MB", "seconds", "CPU seconds"]
    return f"{table(head, rows)}\n\n12 h / 1 h: {long / short:.3f}"


def _run(place: Workplace, hours: int) -> Run:
    engine = ours(place.micro_model())
    hour = SPEECH / "t60.opus"
    recording = recording_of(engine, hour, place)
    audio = repeated(hour, hours, place.audio) if hours > 1 else hour
    return run(engine.simulated(recording, _NO_TIME, stand_ins=True), Request(audio))


def _figures(run: Run) -> Mapping[str, float]:
    return {name: value(run) for name, value in FIGURES.items()}
