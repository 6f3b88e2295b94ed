"""Reads the word list of the command line."""

from __future__ import annotations

from pathlib import Path

from ..errors import UsageError
from ..request import MAX_ENTRIES

_MOST_CHARACTERS = 1 << 20  # ten times what a full list has


def read_word_list(path: Path) -> tuple[str, ...]:
    """The lines that are not blank. Raises UsageError."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(_MOST_CHARACTERS + 1)
    except (OSError, ValueError) as e:
        reason = e.strerror if isinstance(e, OSError) else "it is not text in UTF-8"
        raise UsageError(
            f"The word list {path.name} cannot be read ({reason}); nothing was transcribed;"
            " give a text file in UTF-8 with an entry on each line."
        ) from e
    entries = tuple(line for line in text.split("\n") if line.strip())
    if len(entries) > MAX_ENTRIES or len(text) > _MOST_CHARACTERS:
        raise UsageError(
            f"The word list {path.name} has more than {MAX_ENTRIES} entries; nothing was"
            " transcribed; leave out those that are spoken least."
        )
    return entries
