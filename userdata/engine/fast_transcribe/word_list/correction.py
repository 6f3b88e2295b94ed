"""Replaces doubtful words that sound like an entry, where the model finds the entry as likely.

The text with the entry is scored against the text as written, on the same sound: the probability of
each token, given those before it (teacher forcing), to the end of the text. An entry that was not
said is improbable by many nats, as the sound does not have it.

The list is no prompt of the decoder: a prompt makes its names likelier wherever something sounds
alike, also where nobody said them (figures: docs/engine.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..whisper.asking import Asking, ask, together
from ..whisper.questions import LikelihoodOf
from ..whisper.tokenise import Tokeniser
from ..whisper.tokens import Vocabulary
from ..whisper.window_text import Reading
from ..whisper.word_starts import word_starts
from ..whisper.words import Replacement, Word
from .index import SoundIndex
from .places import Place, PlaceRules, places

_RULES = PlaceRules()
_LEAST = 1e-9  # of a token's probability: float32 rounds smaller ones to 0


@dataclass(frozen=True)
class Judged:
    """`gain`: log-likelihood of the text with the entry, less that of the text as written; nats.

    `probabilities`: of each word that the entry writes.
    """

    place: Place
    gain: float
    probabilities: Sequence[float]


class Correction:
    """Handles one file; shared by several threads."""

    def __init__(
        self,
        index: SoundIndex,
        tokeniser: Tokeniser,
        vocabulary: Vocabulary,
        rules: PlaceRules = _RULES,
    ) -> None:
        self._index = index
        self._tokeniser = tokeniser
        self._vocabulary = vocabulary
        self._rules = rules

    def corrected(self, reading: Reading, words: Sequence[Word]) -> Asking[Sequence[Word]]:
        """The words, with those replaced that were misheard. Their outer times stay."""
        starts = [*word_starts(reading.tokens, self._vocabulary), len(reading.tokens)]
        found = places(words, self._index, self._rules)
        judged = yield from together(self._judged(reading, starts, place) for place in found)
        for chosen in self._best(judged):
            place = chosen.place
            words = [*words[: place.first], *_written(chosen, words), *words[place.last :]]
        return words

    def _judged(self, reading: Reading, starts: Sequence[int], place: Place) -> Asking[Judged]:
        """starts: index of the first token of each word, then the number of tokens."""
        first, last = starts[place.first], starts[place.last]
        new = [self._tokeniser.tokens(f" {word}") for word in place.text.split()]
        tokens = [
            *reading.tokens[:first],
            *(t for word in new for t in word),
            *reading.tokens[last:],
        ]
        likely = yield from ask(LikelihoodOf(reading.sound, tokens))
        gain = _nats(likely[first:]) - _nats(reading.probabilities[first:])
        ends = [first + sum(map(len, new[: i + 1])) for i in range(len(new))]
        each = [likely[end - len(word) : end] for word, end in zip(new, ends)]
        return Judged(place, gain, [math.fsum(p) / len(p) for p in each])

    def _score(self, judged: Judged) -> float:
        return self._rules.score(judged.place, judged.gain)

    def _best(self, judged: Sequence[Judged]) -> Sequence[Judged]:
        """Those good enough that do not overlap, the likeliest chosen first; from the end on."""
        taken: list[Judged] = []
        for one in sorted(judged, key=lambda j: -self._score(j)):
            if self._is_good(one, judged) and not any(map(one.place.overlaps, _places(taken))):
                taken.append(one)
        return sorted(taken, key=lambda j: -j.place.first)

    def _is_good(self, one: Judged, judged: Sequence[Judged]) -> bool:
        """Whether the entry is likely enough, and clearly likelier than other entries there."""
        others = (j for j in judged if j.place.entry != one.place.entry)
        best = max(
            (self._score(j) for j in others if j.place.overlaps(one.place)), default=-math.inf
        )
        known = all(map(self._is_known, one.place.written.split()))
        least = self._rules.limit(one.place, known)
        return self._score(one) >= max(least, best + self._rules.apart)

    def _is_known(self, word: str) -> bool:
        """Whether the word is one token: then it is frequent, and rather meant than misheard."""
        return len(self._tokeniser.tokens(f" {word}")) == 1


def _places(judged: Iterable[Judged]) -> Iterator[Place]:
    return (j.place for j in judged)


def _written(chosen: Judged, words: Sequence[Word]) -> Iterator[Word]:
    """The entry's words in the time of those that were written, each as long as its letters."""
    place = chosen.place
    replaced = words[place.first : place.last]
    texts = place.text.split()
    start, end = replaced[0].start, replaced[-1].end
    letters, read = sum(map(len, texts)), 0
    for i, (text, probability) in enumerate(zip(texts, chosen.probabilities)):
        first, read = read, read + len(text)
        yield Word(
            start + (end - start) * first / letters,
            start + (end - start) * read / letters,
            text,
            probability,
            joined=replaced[0].joined and i == 0,
            replacement=Replacement(place.written, place.to, len(texts)) if i == 0 else None,
        )


def _nats(probabilities: Sequence[float]) -> float:
    return math.fsum(math.log(max(p, _LEAST)) for p in probabilities)
