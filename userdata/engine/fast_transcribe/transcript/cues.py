"""Segments -> subtitle cues, as a stream.

    cue_words.py    a segment's words, in milliseconds
    speaker_track.py one speaker's words, until they can be cut
    layout.py       how much fits on a line, by its writing: 42 characters in Latin
    cue_blocks.py   what is shown together; line_breaks.py, unspaced_breaks.py: where lines may end
    cue_times.py    when it is shown: never two at a time, 0.8 to 7 s, two lines
    cue_end.py      the last ones, which end with the file

A cue begins with its first word. Where there is more to show than a cue in 0.8 s, neighbours share
one if they fit; else the later one waits until the 0.8 s are over, and the time is won back as soon
as a cue has more.
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

__all__ = ["Cue", "CueMaker"]


class CueMaker:
    """Takes segments sorted by start, of one or more speakers. One that comes late is shown late.

    Bounded memory; after ten seconds of silence nothing is held.
    """

    def __init__(self) -> None:
        self._tracks: dict[str | None, SpeakerTrack] = {}
        self._scheduler = CueScheduler()
        self._settled = 0  # ms: no later segment starts before
        self._blocks: list[tuple[int, int, Block]] = []  # a heap by start, then by arrival
        self._arrivals = count()

    def add(self, segment: Segment) -> Iterator[Cue]:
        """Cues that no later segment can change, in order."""
        self._settled = max(self._settled, milliseconds(segment.start))
        track = self._tracks.setdefault(segment.speaker, SpeakerTrack(segment.speaker))
        track.add(segment, self._settled)
        return iter(list(self._advance(self._settled)))

    def finish(self, duration: float | None = None) -> Iterator[Cue]:
        """The rest. `duration`: seconds of the file, None: not known. No cue is later than it."""
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
    """-> ms, rounded down: a duration is told in hundredths of a second, and no cue ends after it."""
    if seconds is None:
        return math.inf
    hundredths = round(seconds * 100)
    return 10 * (hundredths if hundredths / 100 <= seconds else hundredths - 1)
