"""The engine against transformers' pipeline, on a model of KB-Whisper-small's shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audio_files import WAV, encoded
from one_run import Request, Run
from pairs import Match, Pairs, Ratio, compare
from stacks import ours, transformers
from table import ratios, table
from workplace import Workplace

SECONDS = 240  # of t10, with pauses: transformers needs a minute or two on two cores


def measure(place: Workplace) -> Mapping[str, Any]:
    audio = encoded("t10", WAV, place.audio, SECONDS)
    match = Match(
        f"{SECONDS} s of speech with pauses, {place.device}",
        ours(place.small_model()).on(place.device).as_it_is(),
        transformers(place).on(place.device).as_it_is(),
        Request(audio),
    )
    return compare(match, place.pairs).as_json()


def tell(stored: Mapping[str, Any]) -> str:
    """The ratio as two factors: number of windows, and time per window."""
    pairs = Pairs.from_json(stored)
    both = zip(pairs.ours, pairs.theirs)
    per_window = [(b.seconds / _theirs(b)) / (a.seconds / _ours(a)) for a, b in both]
    windows = [["windows read", f"{_ours(pairs.ours[0])}", f"{_theirs(pairs.theirs[0])}"]]
    return "\n\n".join(
        [
            ratios([pairs]),
            table(["", "ours", "theirs"], windows),
            f"Seconds for a window, theirs / ours: {Ratio.of(per_window)}.",
        ]
    )


def _ours(run: Run) -> int:
    """Windows of a run: the model writes one segment per window."""
    return len(run.arrivals)


def _theirs(run: Run) -> int:
    return run.notes["windows"]
