"""When not to trust the model. Nothing is dropped for it: what looks wrong is flagged.

Whisper writes fluent text where nobody speaks, and falls into loops. The signs of both, from its
paper (https://arxiv.org/abs/2212.04356, section 4.5) and from what the VAD knows.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..audio.rate import RATE
from .decode_result import DecodeResult
from .placement import Spans
from .words import Word, joined

REPETITION = "repetition"
POSSIBLE_HALLUCINATION = "possible_hallucination"

Flags = tuple[str, ...]


@dataclass(frozen=True)
class QualityThresholds:
    """What is over, or under, these looks wrong."""

    compression: float = 2.4  # zlib's ratio on the window's text; Whisper's own
    log_probability: float = -1.0  # mean of the window's tokens: under it, the text is a guess
    # Under this the word is doubted: the word after a phrase that was left out is as improbable
    word_probability: float = 0.15
    no_speech: float = 0.6  # of the window; with a guess as text, nobody spoke
    # Text in a second of speech. The quickest speakers are under 25; times that are a little off
    # must not make a "ja" look impossible.
    characters_per_second: float = 50.0
    fragment: int = 12  # characters that may stand anywhere: a word that a window's end cuts off
    margin: float = 0.1  # seconds that the speech's ends may be off
    # How often a phrase may follow itself, by its words: "nej nej nej" is speech
    repeats: tuple[int, ...] = (6, 4, 4, 3, 3, 3, 3, 3)


@dataclass(frozen=True)
class Verdict:
    """On what was written for one window. `guessed`: the model itself is unsure of it."""

    looping: bool
    crowded: bool
    guessed: bool

    @property
    def is_doubtful(self) -> bool:
        """Worth another reading."""
        return self.looping or self.crowded or self.guessed

    @property
    def penalty(self) -> tuple[int, int]:
        """The less, the better: what is certainly wrong first, then whether it is a guess."""
        return self.looping + self.crowded, self.guessed


class QualityChecks:
    """Judges what was written for a window; knows no other window than the one at hand."""

    def __init__(self, rules: QualityThresholds) -> None:
        self._rules = rules

    def judge(self, result: DecodeResult, speech: Spans) -> Verdict:
        """speech: file samples [start, end) that the VAD heard in the window."""
        return Verdict(
            looping=bool(self._looping(result.words, result.text)),
            crowded=self._is_crowded(len(result.text), speech),
            guessed=bool(result.text) and result.log_probability < self._rules.log_probability,
        )

    def has_improbable_word(self, words: Sequence[Word]) -> bool:
        """Whether the text goes on somewhere in a way that the model itself does not trust."""
        return any(w.probability < self._rules.word_probability for w in words)

    def hears_nobody(self, result: DecodeResult) -> bool:
        """Whether the model holds that nobody speaks, and has written nothing that contradicts."""
        unsure = not result.text or result.log_probability < self._rules.log_probability
        return unsure and result.no_speech > self._rules.no_speech

    def flags(self, words: Sequence[Word], result: DecodeResult, speech: Spans) -> list[Flags]:
        """One tuple a word. words: in file seconds; result: what most of them come from."""
        looping = self._looping([w.text for w in words], joined(words))
        unheard = bool(result.text) and self.hears_nobody(result)
        crowded = self._crowded(words, speech)
        return [
            _named({REPETITION: i in looping, POSSIBLE_HALLUCINATION: unheard or i in crowded})
            for i in range(len(words))
        ]

    def _looping(self, texts: Sequence[str], text: str) -> set[int]:
        """Which of the words belong to a phrase that is there too often. text: all of them."""
        if _compression(text) > self._rules.compression:
            return set(range(len(texts)))
        words = [t.strip(".,!?…").casefold() for t in texts]
        runs = _runs(words, self._rules.repeats)
        return {i for first, last in runs for i in range(first, last)}

    def _crowded(self, words: Sequence[Word], speech: Spans) -> set[int]:
        """Which words stand where there is more text than can be said in the speech there."""
        crowded: set[int] = set()
        for start, end in speech:
            low, high = start / RATE, end / RATE
            here = [i for i, w in enumerate(words) if low <= (w.start + w.end) / 2 <= high]
            characters = len(joined([words[i] for i in here]))
            if self._is_crowded(characters, [(start, end)]):
                crowded.update(here)
        return crowded

    def _is_crowded(self, characters: int, speech: Spans) -> bool:
        spoken = sum(end - start for start, end in speech) / RATE + 2 * self._rules.margin
        most = max(self._rules.fragment, self._rules.characters_per_second * spoken)
        return characters > most


def _named(which: dict[str, bool]) -> Flags:
    return tuple(name for name, holds in which.items() if holds)


def _compression(text: str) -> float:
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw))


def _runs(words: Sequence[str], repeats: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches [first, last) of words that are one phrase over and over.

    `repeats[n - 1]`: how often a phrase of n words must stand there to count.
    """
    for n, enough in enumerate(repeats, 1):
        first = 0
        while first + n * enough <= len(words):
            last = first + n
            while words[last : last + n] == words[first : first + n]:
                last += n
            if last - first >= n * enough:
                yield first, last
                first = last
            else:
                first += 1
