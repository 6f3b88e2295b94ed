"""What is to be transcribed: from the command line, or from one line on standard input."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TextIO

from .errors import UsageError


@dataclass(frozen=True)
class Request:
    """`audio` is a path, `language` a code such as "sv", or "auto"."""

    audio: str
    language: str
    words: bool


_FIELDS = {"audio": str, "language": str, "words": bool}


def await_request(lines: TextIO, defaults: Request) -> Request | None:
    """Waits for one JSON line; None if the input ends before. Raises UsageError."""
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
    for name, value in asked.items():
        if name not in _FIELDS or type(value) is not _FIELDS[name]:
            fields = ", ".join(f"{k}: {t.__name__}" for k, t in _FIELDS.items())
            raise UsageError(
                f"The request's {name!r} is not understood; nothing was transcribed;"
                f" send only {fields}."
            )
    return replace(defaults, **asked)
