"""How likely each word is part of a person's name: scores of tokens, joined to words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .classifier import Classifier
from .labels import PersonLabels

# Prefix of a WordPiece token that goes on within a word. Models are trained on the first token of a word;
# what they say of the others means less.
_GOES_ON = "##"


@dataclass(frozen=True)
class WordScore:
    """`score`: 0..1. `begins`: whether its label begins a name."""

    score: float = 0.0
    begins: bool = False


@dataclass(frozen=True)
class _Seen:
    """A score, and how many tokens of context the window has on the shorter side."""

    context: int
    score: WordScore


def word_scores(
    classifier: Classifier, words: Sequence[str], progress: Callable[[int, int], None]
) -> list[WordScore]:
    """A score for each word. progress: is given the windows that are done, and all of them.

    A word that stands in two windows has the score of the one in which it is farther from the edge.
    Raises NamesUnavailable.
    """
    best: dict[int, _Seen] = {}
    windows = classifier.windows(words)
    for number, window in enumerate(windows):
        ends = (number == 0, number == len(windows) - 1)
        probabilities = classifier.probabilities(window)
        for word, tokens in _tokens_of(window).items():
            context = _context(tokens, len(window.ids), ends)
            if word not in best or context > best[word].context:
                score = _score(window, probabilities, tokens, classifier.labels)
                best[word] = _Seen(context, score)
        progress(number + 1, len(windows))
    return [best[word].score if word in best else WordScore() for word in range(len(words))]


def _tokens_of(window: Any) -> dict[int, list[int]]:
    tokens: dict[int, list[int]] = {}
    for token, word in enumerate(window.word_ids):
        if word is not None:
            tokens.setdefault(word, []).append(token)
    return tokens


def _context(tokens: list[int], length: int, ends: tuple[bool, bool]) -> int:
    """The text's own beginning and end cut nothing off."""
    before = length if ends[0] else tokens[0]
    after = length if ends[1] else length - 1 - tokens[-1]
    return min(before, after)


def _score(
    window: Any, probabilities: NDArray[np.float64], tokens: list[int], labels: PersonLabels
) -> WordScore:
    """The surest of the word's parts: "(Anna," has three, of which one has letters."""
    people = list(labels.people)
    best = WordScore()
    for token in tokens:
        text = window.tokens[token]
        if text.startswith(_GOES_ON) or not any(map(str.isalpha, text)):
            continue
        own = probabilities[token, people]
        score = round(float(own.sum()), 4)
        if score > best.score:
            best = WordScore(score, people[int(own.argmax())] in labels.first)
    return best
