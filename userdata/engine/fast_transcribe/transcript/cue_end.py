"""The last cues, made to end with the file.

A cue that would stand longer than the audio lasts ends with it, even under 0.8 s. Where the last
ones had to wait for one another, they wait less, and share the time that is left. None begins before
its first word, unless it would stand under 0.1 s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .cue_blocks import SHORTEST

_VISIBLE = 100  # ms


@dataclass(frozen=True)
class Timed:
    """A cue whose times are known, but for the file's end. Milliseconds.

    `said`: when its first word is, which is before `start` where it had to wait.
    """

    said: int
    start: int
    end: int
    lines: tuple[str, ...]


def fitted(cues: Sequence[Timed], free: int, file_end: float) -> list[Timed]:
    """The cues, in order, with times of which none is after `file_end` or before `free` (ms)."""
    if not cues or cues[-1].end <= file_end:
        return list(cues)
    limit = int(file_end)
    least = max(1, min(_VISIBLE, (limit - free) // len(cues)))
    saids = [max(cue.said, free) for cue in cues]
    moved = list[Timed]()
    for i in range(len(cues) - 1, -1, -1):
        cue, earliest = cues[i], free + i * least  # those before it need so much
        end = max(min(cue.end, limit), earliest + least)
        begins = max(saids[i], end - _share(saids[: i + 1], end), earliest)
        start = min(cue.start, begins, end - least)
        moved.append(replace(cue, start=start, end=end))
        limit = start
    return moved[::-1]


def _share(saids: Sequence[int], end: int) -> int:
    """ms for the last of the cues, if each of those that wait for it gets as much."""
    return min(SHORTEST, *((end - said) // n for n, said in enumerate(reversed(saids), 1)))
