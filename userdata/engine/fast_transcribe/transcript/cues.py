"""Builds subtitle cues from segments, as a stream.

    cue_words.py       a segment's words, in milliseconds
    speaker_track.py   one speaker's words, until they can be cut
    layout.py          columns per line and reading speed, by script: 42 in Latin
    cue_blocks.py      what a cue holds; line_breaks.py, unspaced_breaks.py: where lines may end
    cue_times.py       when a cue is shown: one at a time, 0.8 to 7 s, two lines
    cue_end.py         the last cues, which end with the file

A cue begins with its first word. If the next one is due within 0.8 s, both share a cue if they fit;
else the later one waits for the 0.8 s, and the delay is recovered with the next longer cue.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from itertools import count

from .cue_blocks import Block, Speaks
from .cue_times import Cue, CueScheduler
from .cue_words import milliseconds
from .segments import Segment
from .speaker_track import SpeakerTrack

__all__ = ["Cue", "CueBuilder"]


class CueBuilder:
    """Takes segments sorted by start, of one or more speakers; a late one is shown late.

    Memory is bounded; after 10 s of silence nothing is held.
    """

    def __init__(self, with_speakers: bool = False) -> None:
        """with_speakers: whether the cues name them."""
        self._tracks: dict[str | None, SpeakerTrack] = {}
        self._scheduler = CueScheduler(with_speakers)
        self._settled = 0  # ms; no later segment starts before
        self._blocks: list[tuple[int, int, Block]] = []  # heap by start, then arrival
        self._arrivals = count()

    def add(self, segment: Segment) -> Iterator[Cue]:
        """Cues that no later segment can change, in order."""
        self._settled = max(self._settled, milliseconds(segment.start))
        track = self._tracks.setdefault(segment.speaker, SpeakerTrack(segment.speaker))
        track.add(segment, self._settled)
        return iter(list(self._advance(self._settled)))

    def finish(self, duration: float | None = None) -> Iterator[Cue]:
        """The rest. `duration`: of the file, seconds, None if unknown; no cue ends later."""
        cues = list(self._advance(math.inf))
        return iter([*cues, *self._scheduler.finish(_whole_hundredths(duration))])

    def _advance(self, settled: float) -> Iterator[Cue]:
        for speaker, track in self._tracks.items():
            for block in track.blocks(settled, self._interrupts(speaker)):
                heapq.heappush(self._blocks, (block.start, next(self._arrivals), block))
        next_start = min((x.next_start(settled) for x in self._tracks.values()), default=settled)
        while self._blocks and self._blocks[0][0] <= next_start:
            self._scheduler.add(heapq.heappop(self._blocks)[2])
        if next_start < math.inf:
            yield from self._scheduler.settle(next_start)
        for track in self._tracks.values():
            track.forget(next_start)

    def _interrupts(self, speaker: str | None) -> Speaks:
        others = [track for who, track in self._tracks.items() if who != speaker]
        return lambda start, end: any(track.speaks(start, end) for track in others)


def _whole_hundredths(seconds: float | None) -> float:
    """-> ms, rounded down to the hundredths of a second of a reported duration; None: infinite."""
    if seconds is None:
        return math.inf
    hundredths = round(seconds * 100)
    return 10 * (hundredths if hundredths / 100 <= seconds else hundredths - 1)
