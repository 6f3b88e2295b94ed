"""A transcription request, from the command line or from a line on standard input."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Literal

from .audio.options import MIX, TrackChoice
from .errors import UsageError

if TYPE_CHECKING:  # imported only where speakers are asked for
    from .speakers.options import SpeakerCount

STANDARD_INPUT = "-"
MAX_ENTRIES = 1000  # of a word list

Channels = Literal["mix", "split"]
CHANNELS: tuple[Channels, ...] = ("mix", "split")


@dataclass(frozen=True)
class Request:
    """`audio`: a path, or "-" for standard input. `language`: a code such as "sv", or "auto".

    `channels`: all mixed to one, or the two of a call apart. `resume`: a checkpoint's path, or "".
    `waveform`: whether to measure it. `track`: an index among the file's audio tracks, "mix" for all, or None for FFmpeg's best.
    `speakers`: how many there are, None if they are not to be told apart. `vocabulary`: the entries of a word list.
    `review`: whether to find the places worth hearing.
    """

    audio: str
    language: str = "sv"
    words: bool = False
    channels: Channels = "mix"
    resume: str = ""
    waveform: bool = False
    track: TrackChoice | None = None
    speakers: SpeakerCount | None = None
    vocabulary: tuple[str, ...] = ()
    review: bool = False


_FIELDS = {
    "audio": str,
    "language": str,
    "words": bool,
    "channels": str,
    "resume": str,
    "waveform": bool,
    "review": bool,
}
_TRACK = f'track: int from 0 or "{MIX}"'
_VOCABULARY = f"vocabulary: list of at most {MAX_ENTRIES} str"


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
                f" send only {fields}, {_TRACK}, speakers, {_VOCABULARY}."
            )
    if asked.get("channels", "mix") not in CHANNELS:
        raise UsageError(
            "The request's 'channels' is not understood; nothing was transcribed;"
            " send 'mix' or 'split'."
        )
    if "speakers" in asked:
        asked["speakers"] = _speakers(asked["speakers"])
    if "vocabulary" in asked:
        asked["vocabulary"] = tuple(asked["vocabulary"])
    return replace(defaults, **asked)


def _speakers(value: object) -> SpeakerCount | None:
    from .speakers.options import REQUEST_FORMS, requested

    try:
        return requested(value)
    except ValueError as e:
        raise UsageError(
            f"The request's 'speakers' is not understood; nothing was transcribed;"
            f" send {REQUEST_FORMS}."
        ) from e


def _is_understood(name: str, value: object) -> bool:
    if name == "speakers":
        return True  # checked where it is read
    if name == "track":
        return value == MIX or (type(value) is int and value >= 0)
    if name == "vocabulary":
        return _is_word_list(value)
    return name in _FIELDS and type(value) is _FIELDS[name]


def _is_word_list(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MAX_ENTRIES
        and all(isinstance(entry, str) for entry in value)
    )
