"""Options of the commands that read a recording besides transcribing it."""

from __future__ import annotations

import argparse

from .options import MIX, TrackChoice


def add_audio_options(parser: argparse.ArgumentParser) -> None:
    """Adds --track and --max-seconds."""
    parser.add_argument(
        "--track", type=_track, metavar="N|mix", help="as for a transcript (default: as there)"
    )
    parser.add_argument(
        "--max-seconds",
        type=above_0,
        default=12 * 3600.0,
        metavar="N",
        help="refuse longer audio (default: 43200, 12 hours)",
    )


def above_0(text: str) -> float:
    """Raises ArgumentTypeError, also for NaN."""
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("must be above 0")
    return value


def _track(text: str) -> TrackChoice:
    return MIX if text == MIX else int(text)
