"""What speaks for and against each word of a window, after one hearing or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..transcript.segments import LOW_CONFIDENCE, WindowResult
from ..whisper.words import Word
from .word_class import WordClass, word_classes

_BESIDE = 1.0  # seconds between a word and speech without words that makes the word doubtful

Again = Literal["not_heard", "same", "otherwise"]


@dataclass(frozen=True)
class Evidence:
    """One word and its surroundings.

    `beside`: the lower probability of the two words beside it. `confidence`: of its segment.
    `is_flagged`: its segment has a flag other than low confidence. `beside_unread`: speech without
    words is within a second. `overlap`: two people speak at once. `again`: what a second hearing
    made of it, and `alternative` the text it gave instead, "" for none.
    """

    word: Word
    word_class: WordClass
    beside: float
    confidence: float
    is_flagged: bool = False
    beside_unread: bool = False
    overlap: bool = False
    again: Again = "not_heard"
    alternative: str = ""

    @property
    def place(self) -> tuple[float, float]:
        return self.word.start, self.word.end

    def heard_again(self, again: Again, alternative: str = "") -> Evidence:
        return replace(self, again=again, alternative=alternative)


def evidence(result: WindowResult, language: str) -> list[Evidence]:
    """Evidence for each word of a window, in order, from the first hearing alone."""
    segments = [s for s in result.segments for _ in s.words]
    words = [w for s in result.segments for w in s.words]
    classes = word_classes(words, language)
    unread = [(u.start - _BESIDE, u.end + _BESIDE) for u in result.unread]
    return [
        Evidence(
            word,
            kind,
            beside=_beside(words, i),
            confidence=segment.confidence,
            is_flagged=any(flag != LOW_CONFIDENCE for flag in segment.flags),
            beside_unread=any(a <= word.end and word.start <= b for a, b in unread),
        )
        for i, (word, kind, segment) in enumerate(zip(words, classes, segments))
    ]


def _beside(words: Sequence[Word], index: int) -> float:
    """1 where no word is beside."""
    near = [*words[max(index - 1, 0) : index], *words[index + 1 : index + 2]]
    return min((w.probability for w in near), default=1.0)
