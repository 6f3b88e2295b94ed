"""The voices of all windows -> who speaks when, at the end of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from .clusters import Gathered, Groups, Matrix, join_light, merge
from .matching import best_columns
from .networks import VECTOR, unit
from .turns import Turn
from .voices import Piece, Span, Voice, Voices

_GAP = 0.3  # seconds of silence within a turn
_MOST = 4.0  # seconds of a piece that count: its vector is made of no more
_DOUBTFUL = 15.0  # seconds of speech: a speaker with less may not be one
_STEP = 0.05  # of `same`, for more speakers


@dataclass(frozen=True)
class SpeakerRules:
    """`same`: mean cosine from which two groups are one speaker. `least`: seconds of speech that a
    speaker has at least; others are given to the most alike. `share`: of the speech; a speaker with
    less, and under `little` seconds, is one of the others if their centroids have the cosine `same`:
    a laugh, a shout, two people in one piece. `long`: seconds from which a piece counts for who there
    is. `margin`: by how much more a piece must be like somebody else than its voice. `groups`: held in
    memory. `fewest`, `most`: speakers."""

    same: float = 0.46
    least: float = 3.0
    share: float = 0.05
    little: float = 60.0
    long: float = 1.0
    margin: float = 0.1
    groups: int = 1500
    fewest: int = 1
    most: int = 20

    def little_of(self, weights: Matrix) -> float:
        """Seconds: less is little for one of speakers with so many each."""
        return min(self.share * float(weights.sum()), self.little)


class Conversation:
    """Holds the spans and vectors of every window: 12 h take some 10 MB."""

    def __init__(self, rules: SpeakerRules) -> None:
        self._rules = rules
        self._windows: list[Voices] = []
        self._long, self._short = Gathered(rules.groups), Gathered(rules.groups)

    def add(self, voices: Voices) -> None:
        """The next window's, in order."""
        self._windows.append(voices)
        for piece in (p for voice in voices for p in voice):
            if piece.vector is not None:
                gathered = self._long if piece.alone >= self._rules.long else self._short
                gathered.add(piece.vector, min(piece.alone, _MOST))

    def turns(self) -> list[Turn]:
        """Speakers are S1, S2, … in the order in which they are first heard."""
        spans: dict[int, list[Span]] = {}
        for who, piece in self._attributed(self._speakers().centroids()):
            spans.setdefault(who, []).extend(piece.spans)
        first = sorted((min(heard), who) for who, heard in spans.items() if heard)
        names = {who: f"S{number}" for number, (_, who) in enumerate(first, 1)}
        return sorted(
            Turn(start, end, name)
            for who, name in names.items()
            for start, end in _joined(spans[who])
        )

    @property
    def is_uncertain(self) -> bool:
        """Whether a speaker is counted who says little, or the only speaker would be two if voices had
        to be a little more alike. A number that was asked for is not uncertain."""
        rules, weights = self._rules, self._speakers().weights
        if rules.fewest == rules.most or not len(weights):
            return False
        if len(weights) == 1:
            stricter = replace(rules, same=rules.same + _STEP)
            return len(speakers_of(self._groups(), stricter)) > 1
        return bool(weights.min() < max(_DOUBTFUL, rules.little_of(weights)))

    def _speakers(self) -> Groups:
        return speakers_of(self._groups(), self._rules)

    def _groups(self) -> Groups:
        """The groups of long pieces; of short ones in a file without long ones."""
        return self._long.groups if len(self._long.groups) else self._short.groups

    def _attributed(self, speakers: Matrix) -> Iterator[tuple[int, Piece]]:
        for voices in self._windows:
            for voice, who in zip(voices, assign(voices, speakers), strict=True):
                if who is not None:
                    yield from ((self._speaker_of(piece, who, speakers), piece) for piece in voice)

    def _speaker_of(self, piece: Piece, voice: int, speakers: Matrix) -> int:
        """The voice's speaker, unless the piece sounds clearly like another."""
        if piece.vector is None or piece.alone < self._rules.long:
            return voice
        alike = speakers @ piece.vector.astype(np.float32)
        best = int(alike.argmax())
        return best if alike[best] > alike[voice] + self._rules.margin else voice


def speakers_of(groups: Groups, rules: SpeakerRules) -> Groups:
    """One group each, who speaks most first.

    With more than `most`, those who speak least are left out; merging the most alike instead would
    merge people and keep odd stretches, which are like nobody.
    """
    found = groups
    for same in np.arange(rules.same, 1.0, _STEP):
        found = merge(groups, float(same))
        if len(found) >= rules.fewest:
            break
    long_enough = int((found.weights >= rules.least).sum())
    found = found.largest(max(long_enough, rules.fewest))
    little = rules.little_of(found.weights)
    return join_light(found, little, rules.same, rules.fewest).largest(rules.most)


def assign(voices: Voices, speakers: Matrix) -> list[int | None]:
    """A window's voices are different people, so each gets a speaker of its own if there are enough;
    one without a vector gets one of those left."""
    if not len(speakers):
        return [None] * len(voices)
    alike = np.array([_vector(voice) for voice in voices]).reshape(-1, VECTOR) @ speakers.T
    if len(speakers) < len(voices):
        return [int(row.argmax()) for row in alike]
    seconds = np.array([[0.1 + sum(min(p.alone, _MOST) for p in voice)] for voice in voices])
    return list(best_columns(seconds.reshape(-1, 1) * (alike + 1)))


def _vector(voice: Voice) -> Matrix:
    total = np.zeros(VECTOR, np.float32)
    for piece in voice:
        if piece.vector is not None:
            total += piece.vector.astype(np.float32) * np.float32(min(piece.alone, _MOST))
    return unit(total)


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] <= _GAP:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
