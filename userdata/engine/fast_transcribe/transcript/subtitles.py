"""Formats cues as SubRip (SRT) and WebVTT (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .cues import Cue

VTT_HEADER = "WEBVTT\n\n"

# SRT cannot escape: players take any line with this for a cue's times
_ARROW, _ARROW_SIGN = "-->", "→"


def srt_cue(number: int, cue: Cue) -> str:
    """`number` counts from 1."""
    lines = (line.replace(_ARROW, _ARROW_SIGN) for line in cue.lines)
    return f"{number}\n{_times(cue, ',')}\n{_block(lines)}"


def vtt_cue(cue: Cue) -> str:
    """Escapes `&`, `<` and `>`, which are markup, and so the arrow of a cue's times.

    A voice, where the cue has speakers, lasts to the end of the cue or to the line of another one.
    """
    lines = [
        line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in cue.lines
    ]
    voiced = [_voiced(line, cue.speakers, nth) for nth, line in enumerate(lines)]
    return f"{_times(cue, '.')}\n{_block(voiced)}"


def _voiced(line: str, speakers: Sequence[str | None], nth: int) -> str:
    """The cue's nth line, where its speaker begins. speakers: of its lines, or none."""
    speaker = speakers[nth] if speakers else None
    if speaker is None or (nth > 0 and speaker == speakers[nth - 1]):
        return line
    ends = any(other != speaker for other in speakers[nth:])
    return f"<v {speaker}>{line}{'</v>' if ends else ''}"


def _block(lines: Iterable[str]) -> str:
    """A blank line ends the cue; none of its own lines is blank."""
    return "".join(f"{line}\n" for line in lines) + "\n"


def _times(cue: Cue, decimal_mark: str) -> str:
    return f"{_clock(cue.start, decimal_mark)} --> {_clock(cue.end, decimal_mark)}"


def _clock(seconds: float, decimal_mark: str) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    whole, rest = divmod(milliseconds, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}{decimal_mark}{rest:03}"
