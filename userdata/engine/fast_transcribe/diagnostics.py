"""Structured diagnostics on standard error: one JSON object a line, never transcript text."""

from __future__ import annotations

import json
import sys
from typing import Literal

Level = Literal["info", "warn", "error"]


def log(level: Level, message: str, **fields: str | int | float | bool | None) -> None:
    """Writes one line. `message` is a fixed phrase; what varies goes into `fields`."""
    line = {"level": level, "source": "engine", "message": message, **fields}
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)
