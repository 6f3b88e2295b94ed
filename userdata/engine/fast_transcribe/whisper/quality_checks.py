"""Detects hallucinations and loops in decoded text. Such text is flagged, never dropped.

Whisper writes fluent text where there is no speech, and repeats itself. The checks are those of its
paper (https://arxiv.org/abs/2212.04356, section 4.5) and a comparison with the VAD's speech.
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
    """Limits of plausible text. `compression_ratio`, `logprob`, `no_speech_prob`: as in Whisper."""

    compression_ratio: float = 2.4  # zlib's on the window's text; above: a loop
    logprob: float = -1.0  # mean of the window's tokens; below: a guess
    word_probability: float = 0.15  # below: doubtful, as is the word after an omitted phrase
    no_speech_prob: float = 0.6  # of the window; above, with a guess as text: no speech
    # Above: more text than can be said. The fastest speakers stay below 25; the rest allows for
    # inexact times of short words.
    characters_per_second: float = 50.0
    fragment: int = 12  # characters that always pass: a word cut off by the window's end
    margin: float = 0.1  # seconds, error of each end of the speech
    # [n - 1]: repetitions of a phrase of n words that make a loop; "nej nej nej" is normal speech
    repeats: tuple[int, ...] = (6, 4, 4, 3, 3, 3, 3, 3)


@dataclass(frozen=True)
class Verdict:
    """`crowded`: more text than fits the speech. `guessed`: low mean log-probability."""

    looping: bool
    crowded: bool
    guessed: bool

    @property
    def is_doubtful(self) -> bool:
        """Whether the window is decoded again."""
        return self.looping or self.crowded or self.guessed

    @property
    def penalty(self) -> tuple[int, int]:
        """Sort key, lower is better: certain errors first, then whether the text is a guess."""
        return self.looping + self.crowded, self.guessed


class QualityChecks:
    """Checks the text of one window at a time, without state between windows."""

    def __init__(self, thresholds: QualityThresholds) -> None:
        self._thresholds = thresholds

    def judge(self, result: DecodeResult, speech: Spans) -> Verdict:
        """speech: file samples [start, end) of the window that the VAD takes for speech."""
        return Verdict(
            looping=bool(self._looping(result.words, result.text)),
            crowded=self._is_crowded(len(result.text), speech),
            guessed=bool(result.text) and result.avg_logprob < self._thresholds.logprob,
        )

    def has_improbable_word(self, words: Sequence[Word]) -> bool:
        """Whether a word's probability is below the threshold: text may be missing before it."""
        return any(w.probability < self._thresholds.word_probability for w in words)

    def is_no_speech(self, result: DecodeResult) -> bool:
        """Whether the model detects no speech, and its text is empty or a guess."""
        unsure = not result.text or result.avg_logprob < self._thresholds.logprob
        return unsure and result.no_speech_prob > self._thresholds.no_speech_prob

    def flags(self, words: Sequence[Word], result: DecodeResult, speech: Spans) -> list[Flags]:
        """Returns one tuple per word. words: in file seconds, most of them from `result`."""
        looping = self._looping([w.text for w in words], joined(words))
        unheard = bool(result.text) and self.is_no_speech(result)
        crowded = self._crowded(words, speech)
        return [
            _named({REPETITION: i in looping, POSSIBLE_HALLUCINATION: unheard or i in crowded})
            for i in range(len(words))
        ]

    def _looping(self, texts: Sequence[str], text: str) -> set[int]:
        """Indices of the words in loops; text: the words as one string."""
        if _compression_ratio(text) > self._thresholds.compression_ratio:
            return set(range(len(texts)))
        words = [t.strip(".,!?…").casefold() for t in texts]
        runs = _runs(words, self._thresholds.repeats)
        return {i for first, last in runs for i in range(first, last)}

    def _crowded(self, words: Sequence[Word], speech: Spans) -> set[int]:
        """Indices of the words in spans of speech that are too short for their text."""
        crowded: set[int] = set()
        for start, end in speech:
            low, high = start / RATE, end / RATE
            here = [i for i, w in enumerate(words) if low <= (w.start + w.end) / 2 <= high]
            characters = len(joined([words[i] for i in here]))
            if self._is_crowded(characters, [(start, end)]):
                crowded.update(here)
        return crowded

    def _is_crowded(self, characters: int, speech: Spans) -> bool:
        spoken = sum(end - start for start, end in speech) / RATE + 2 * self._thresholds.margin
        limit = max(self._thresholds.fragment, self._thresholds.characters_per_second * spoken)
        return characters > limit


def _named(which: dict[str, bool]) -> Flags:
    return tuple(name for name, holds in which.items() if holds)


def _compression_ratio(text: str) -> float:
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw))


def _runs(words: Sequence[str], repeats: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yields ranges [first, last) of words that repeat one phrase.

    `repeats[n - 1]`: minimum number of consecutive occurrences of a phrase of n words.
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
