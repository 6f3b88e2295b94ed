"""Diagnostics on standard error, never transcript text: JSON lines, or words for a person."""

from __future__ import annotations

import json
import sys
from typing import Literal

Level = Literal["info", "warn", "error"]


def log(level: Level, message: str, **fields: str | int | float | bool | None) -> None:
    """Writes one line. `message`: a fixed phrase; variable parts go into `fields`."""
    if sys.stderr.isatty():
        details = ", ".join(f"{k}: {v}" for k, v in fields.items())
        print(f"\r\x1b[K{level}: {message}{details and f' ({details})'}", file=sys.stderr)
        return
    line = {"level": level, "source": "engine", "message": message, **fields}
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)
