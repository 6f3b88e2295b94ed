"""A transcription request, from the command line or from a line on standard input."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from .audio.options import MIX, TrackChoice
from .errors import UsageError

STANDARD_INPUT = "-"

Channels = Literal["mix", "split"]
CHANNELS: tuple[Channels, ...] = ("mix", "split")


@dataclass(frozen=True)
class Request:
    """`audio`: a path, or "-" for standard input. `language`: a code such as "sv", or "auto".

    `channels`: all mixed to one, or the two of a call apart. `resume`: a checkpoint's path, or "".
    `waveform`: whether to measure it. `track`: an index among the file's audio tracks, "mix" for all, or None for FFmpeg's best.
    """

    audio: str
    language: str = "sv"
    words: bool = False
    channels: Channels = "mix"
    resume: str = ""
    waveform: bool = False
    track: TrackChoice | None = None


_FIELDS = {
    "audio": str,
    "language": str,
    "words": bool,
    "channels": str,
    "resume": str,
    "waveform": bool,
}
_TRACK = f'track: int from 0 or "{MIX}"'


def await_request(lines: BinaryIO, defaults: Request) -> Request | None:
    """Waits for one JSON line; None if the input ends first. Raises UsageError."""
    line = lines.readline()
    if not line:
        return None
    try:
        asked = json.loads(line)
    except ValueError as e:
        raise UsageError(
            f'The request is not JSON ({e}); nothing was transcribed; send {{"audio": "/path"}}.'
        ) from e
    if not isinstance(asked, dict) or "audio" not in asked:
        raise UsageError(
            'The request has no "audio"; nothing was transcribed; send {"audio": "/path"}.'
        )
    if asked["audio"] == STANDARD_INPUT:
        raise UsageError(
            "The request came on standard input, so the audio cannot; nothing was transcribed;"
            " send the path of a file."
        )
    for name, value in asked.items():
        if not _is_understood(name, value):
            fields = ", ".join(f"{k}: {t.__name__}" for k, t in _FIELDS.items())
            raise UsageError(
                f"The request's {name!r} is not understood; nothing was transcribed;"
                f" send only {fields}, {_TRACK}."
            )
    if asked.get("channels", "mix") not in CHANNELS:
        raise UsageError(
            "The request's 'channels' is not understood; nothing was transcribed;"
            " send 'mix' or 'split'."
        )
    return replace(defaults, **asked)


def _is_understood(name: str, value: object) -> bool:
    if name == "track":
        return value == MIX or (type(value) is int and value >= 0)
    return name in _FIELDS and type(value) is _FIELDS[name]
