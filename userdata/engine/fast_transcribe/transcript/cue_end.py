"""Fits the last cues into the file's length.

A cue that would outlast the audio ends with it, even if that leaves less than 0.8 s. Last cues that
had to wait for one another wait less and share the time left. None begins before its first word,
unless it would then be visible for less than 0.1 s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .cue_blocks import SHORTEST

_VISIBLE = 100  # ms; the least that a cue is visible


@dataclass(frozen=True)
class Timed:
    """A cue with its times, before the file's end is known. Milliseconds.

    `said`: start of its first word; earlier than `start` if the cue had to wait. `speakers`: of the
    lines.
    """

    said: int
    start: int
    end: int
    lines: tuple[str, ...]
    speakers: tuple[str | None, ...] = ()


def fitted(cues: Sequence[Timed], free: int, file_end: float) -> list[Timed]:
    """The cues, in order, moved into [`free`, `file_end`] (ms)."""
    if not cues or cues[-1].end <= file_end:
        return list(cues)
    limit = int(file_end)
    least = max(1, min(_VISIBLE, (limit - free) // len(cues)))
    saids = [max(cue.said, free) for cue in cues]
    moved = list[Timed]()
    for i in range(len(cues) - 1, -1, -1):
        cue, earliest = cues[i], free + i * least  # the cues before it need this
        end = max(min(cue.end, limit), earliest + least)
        begins = max(saids[i], end - _share(saids[: i + 1], end), earliest)
        start = min(cue.start, begins, end - least)
        moved.append(replace(cue, start=start, end=end))
        limit = start
    return moved[::-1]


def _share(saids: Sequence[int], end: int) -> int:
    """ms for the last of the cues, if all that wait for it get the same."""
    return min(SHORTEST, *((end - said) // n for n, said in enumerate(reversed(saids), 1)))
