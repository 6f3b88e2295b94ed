"""When not to believe the model. Nothing is dropped for it: what looks wrong is flagged.

Whisper writes fluent text where nobody speaks, and falls into loops. The signs of both, from its
paper (https://arxiv.org/abs/2212.04356, section 4.5) and from what the VAD knows.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..speech.excerpt import Excerpt
from .passages import Passage, passages
from .reading import Reading
from .tokens import Vocabulary

REPETITION = "repetition"
POSSIBLE_HALLUCINATION = "possible_hallucination"

Flags = tuple[str, ...]


@dataclass(frozen=True)
class GuardRules:
    """What is over, or under, these looks wrong."""

    compression: float = 2.4  # zlib's ratio on the window's text; Whisper's own
    log_probability: float = -1.0  # mean of the window's tokens: under it, the text is a guess
    no_speech: float = 0.6  # of the window; with a guess as text, nobody spoke
    # Text in a second of speech. The quickest speakers are under 25; times that are a little off
    # must not make a "ja" look impossible.
    characters_per_second: float = 50.0
    margin: float = 0.1  # seconds that a segment's times may be off
    # How often a phrase may follow itself, by its words: "nej nej nej" is speech
    repeats: tuple[int, ...] = (6, 4, 4, 3, 3, 3, 3, 3)


@dataclass(frozen=True)
class Judgement:
    """`flags`: of each passage of the window, in order."""

    guessed: bool
    flags: tuple[Flags, ...]

    @property
    def is_doubtful(self) -> bool:
        """Worth another reading."""
        return self.guessed or any(self.flags)

    @property
    def badness(self) -> tuple[int, int]:
        """The less, the better: flagged passages first, then whether it is a guess."""
        return sum(map(bool, self.flags)), self.guessed


class Guards:
    """Judges readings; knows no other window than the one at hand."""

    def __init__(self, vocabulary: Vocabulary, rules: GuardRules) -> None:
        self._vocabulary = vocabulary
        self._rules = rules

    def judge(self, reading: Reading, excerpt: Excerpt) -> Judgement:
        parts = list(passages(reading.tokens, excerpt.times.seconds, self._vocabulary))
        texts = [self._vocabulary.text(p.tokens) for p in parts]
        looping = self._looping(texts)
        guessed = bool(texts) and reading.log_probability < self._rules.log_probability
        unheard = guessed and reading.no_speech > self._rules.no_speech
        flags = []
        for i, (part, text) in enumerate(zip(parts, texts)):
            invented = unheard or self._is_too_much(text, part, excerpt)
            flags.append(_named({REPETITION: i in looping, POSSIBLE_HALLUCINATION: invented}))
        return Judgement(guessed, tuple(flags))

    def _looping(self, texts: Sequence[str]) -> set[int]:
        """Which of the texts repeat themselves or one another."""
        if _compression(" ".join(texts)) > self._rules.compression:
            return set(range(len(texts)))
        words = [w.strip(".,!?…").casefold() for t in texts for w in t.split()]
        owners = [i for i, t in enumerate(texts) for _ in t.split()]
        runs = _runs(words, self._rules.repeats)
        return {owner for first, last in runs for owner in owners[first:last]}

    def _is_too_much(self, text: str, part: Passage, excerpt: Excerpt) -> bool:
        """More text than anybody can say in the speech that the VAD heard there."""
        start, end = excerpt.times.start(part.start), excerpt.times.end(part.end)
        spoken = excerpt.spoken(start - self._rules.margin, end + self._rules.margin)
        return len(text) > self._rules.characters_per_second * spoken


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
