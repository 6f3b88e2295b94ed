"""Places where what was written may be an entry that was misheard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..whisper.words import Word
from .entries import Entry
from .index import Near, SoundIndex
from .sounds import sound_of
from .spelling import capitalised_as, parts, stems, with_genitive

_MOST_WORDS = 4  # written words that are taken together
_NATS_PER_DISTANCE = 10.0
_MIN_LETTERS = 3  # of what was written
_ENDS_SENTENCE = (".", "!", "?", "…", ":")


@dataclass(frozen=True)
class PlaceRules:
    """Fitted on real weights (docs/engine.md).

    `probability`: words below it, in the mean, may have been misheard. `distance`: greatest distance
    by sound (sounds.py); `short_distance`: of an entry of up to `short` sounds, which many words are
    near. `most`: places of one text, to bound the cost. `least`: nats of a place's score, from which it
    is replaced; `least_unknown`: the same where words stand that the model does not know, which are
    within `near_distance` of the entry. `apart`: nats by which an entry must be better than others.
    """

    probability: float = 0.72
    distance: float = 0.3
    short: int = 4
    short_distance: float = 0.15
    most: int = 12
    least: float = -4.0
    least_unknown: float = -8.0
    near_distance: float = 0.2
    apart: float = 1.0

    def limit(self, place: Place, is_known: bool) -> float:
        """Nats; is_known: whether the model knows the written words."""
        is_misspelt = not is_known and place.distance <= self.near_distance
        return self.least_unknown if is_misspelt else self.least

    def near(self, near: Near) -> bool:
        is_short = len(near.entry.sound) <= self.short
        return near.distance <= (self.short_distance if is_short else self.distance)

    def score(self, place: Place, gain: float) -> float:
        """Nats; gain: of the text's log-likelihood by the entry. Another sound has to be likelier."""
        return gain - _NATS_PER_DISTANCE * place.distance


@dataclass(frozen=True)
class Place:
    """Words [first, last) of a text, which sound like the entry.

    `written`: those words without the signs around them. `to`: what to write for them.
    `text`: the same with the signs. `probability`: mean of the written words.
    """

    first: int
    last: int
    entry: Entry
    written: str
    to: str
    text: str
    distance: float
    probability: float

    def overlaps(self, other: Place) -> bool:
        return self.first < other.last and other.first < self.last


def places(words: Sequence[Word], index: SoundIndex, rules: PlaceRules) -> list[Place]:
    """Those nearest by sound first; of equals the least probable. Of an entry the nearest ones."""
    settled = _settled(words, index)
    found = [
        place
        for first, last in _doubtful(words, rules.probability)
        if settled.isdisjoint(range(first, last))
        for place in _Span(words, first, last).places(index, rules)
    ]
    kept: list[Place] = []
    for place in sorted(found, key=lambda p: (p.distance, p.probability, p.first, p.last)):
        if len(kept) == rules.most:
            break
        if not any(k.entry == place.entry and k.overlaps(place) for k in kept):
            kept.append(place)
    return kept


def _runs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Runs of up to four words, each inside one sentence."""
    for first in range(len(words)):
        for last in range(first + 1, min(first + _MOST_WORDS, len(words)) + 1):
            yield first, last
            if words[last - 1].text.endswith(_ENDS_SENTENCE):
                break


def _settled(words: Sequence[Word], index: SoundIndex) -> set[int]:
    """The words of entries that the model wrote itself."""
    runs = ((a, b) for a, b in _runs(words) if index.holds(_text(words[a:b])))
    return {i for first, last in runs for i in range(first, last)}


def _doubtful(words: Sequence[Word], limit: float) -> Iterator[tuple[int, int]]:
    for first, last in _runs(words):
        if _probability(words[first:last]) < limit:
            yield first, last


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _probability(words: Sequence[Word]) -> float:
    return sum(word.probability for word in words) / len(words)


class _Span:
    """Words [first, last) of a text."""

    def __init__(self, words: Sequence[Word], first: int, last: int) -> None:
        self._bounds = first, last
        self._before, self._written, self._after = parts(_text(words[first:last]))
        self._mean = _probability(words[first:last])
        self._begins_sentence = first == 0 or words[first - 1].text.endswith(_ENDS_SENTENCE)

    def places(self, index: SoundIndex, rules: PlaceRules) -> Iterator[Place]:
        """One for each entry that is near enough."""
        if len(self._written) < _MIN_LETTERS:
            return
        found: dict[str, tuple[Near, str]] = {}
        for stem, ending in stems(self._written):
            for near in index.near(sound_of(stem), rules.distance):
                known = found.get(near.entry.text)
                if known is None or near.distance < known[0].distance:
                    found[near.entry.text] = near, ending
        first, last = self._bounds
        for near, ending in found.values():
            # a word may be heard as two, not as more
            if rules.near(near) and last - first <= near.entry.words + 1:
                yield self._place(near, ending)

    def _place(self, near: Near, ending: str) -> Place:
        entry = with_genitive(near.entry.text, ending)
        to = capitalised_as(self._written, entry) if self._begins_sentence else entry
        text = f"{self._before}{to}{self._after}"
        return Place(*self._bounds, near.entry, self._written, to, text, near.distance, self._mean)
