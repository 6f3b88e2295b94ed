"""Windows of speech -> readings, in batches. A window that looks wrong is read once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import ctranslate2
import numpy as np
from ctranslate2.models import Whisper, WhisperGenerationResult

from ..audio.rate import RATE
from ..speech.excerpt import Excerpt
from ..speech.mel import HOP, padded
from ..speech.mel_window import MelWindow
from .guards import Guards, Judgement
from .reading import Reading
from .sampler import Sampler
from .tokens import Vocabulary
from .words import AlignedTokens, Texts, align

# CTranslate2 stops after half of Whisper's 448 positions: dense speech can have more to say
LONGEST = 224
_MOST_TEXT = 440  # tokens: with prompt and end they still fit the 448 positions when aligned
_WORTH_READING = 1.0  # seconds, of what is read and of what is left


@dataclass(frozen=True)
class Draft:
    """What the model wrote for a window, and when it says each word; nobody has judged it yet."""

    window: MelWindow
    reading: Reading
    aligned: AlignedTokens


@dataclass(frozen=True)
class Understood:
    """All that is known of a window in the end."""

    excerpt: Excerpt
    reading: Reading
    judgement: Judgement
    aligned: AlignedTokens


@dataclass(frozen=True)
class Reader:
    """`longest`: tokens after which the model stops, whether or not it is at the end."""

    whisper: Whisper
    vocabulary: Vocabulary
    guards: Guards
    sampler: Sampler
    longest: int = LONGEST


class Recogniser:
    """The model, and when not to believe it. Python's other threads run while it works."""

    def __init__(self, reader: Reader) -> None:
        self._whisper = reader.whisper
        self._vocabulary = reader.vocabulary
        self._guards = reader.guards
        self._sampler = reader.sampler
        self._longest = reader.longest

    def read(self, windows: Sequence[MelWindow], prompt: Sequence[int]) -> list[Draft]:
        """One a window: all that the model does for a batch, unless some of it is doubted."""
        encoded = self._whisper.encode(_features(windows))
        results = self._generate(encoded, len(windows), prompt)
        readings = [self._whole(w, r, prompt) for w, r in zip(windows, results)]
        lengths = [w.excerpt.times.samples for w in windows]
        texts = Texts(prompt, [r.text_tokens for r in readings], lengths)
        aligned = align(self._whisper, encoded, texts)
        return list(map(Draft, windows, readings, aligned))

    def believe(self, draft: Draft, prompt: Sequence[int]) -> Understood:
        """The draft if it looks right; else it is read once more, and the better one is taken."""
        first = self._judged(draft)
        if not first.judgement.is_doubtful:
            return first
        second = self._judged(self._again(draft.window, prompt))
        return min(first, second, key=lambda u: (u.judgement.badness, -u.reading.log_probability))

    def _generate(
        self, features: ctranslate2.StorageView, count: int, prompt: Sequence[int]
    ) -> list[WhisperGenerationResult]:
        return self._whisper.generate(
            features,
            [list(prompt)] * count,
            beam_size=1,
            max_length=2 * self._longest,
            return_scores=True,
            return_no_speech_prob=True,
        )

    def _judged(self, draft: Draft) -> Understood:
        excerpt = draft.window.excerpt
        judgement = self._guards.judge(draft.reading, excerpt)
        return Understood(excerpt, draft.reading, judgement, draft.aligned)

    def _again(self, window: MelWindow, prompt: Sequence[int]) -> Draft:
        reading = self._reading(self._sampler.read(window, prompt))
        texts = Texts(prompt, [reading.text_tokens], [window.excerpt.times.samples])
        return Draft(window, reading, align(self._whisper, _features([window]), texts)[0])

    def _whole(
        self, window: MelWindow, result: WhisperGenerationResult, prompt: Sequence[int]
    ) -> Reading:
        """Reads on, once, where the model stopped before the end of the window."""
        reading = self._reading(result)
        if not reading.unfinished or self._guards.judge(reading, window.excerpt).is_doubtful:
            return reading
        done = _closed(reading.tokens, self._vocabulary)
        at = self._vocabulary.seconds(reading.tokens[done - 1]) if done else 0.0
        rest = _from(window, at)
        if rest is None:
            return reading
        more = self._reading(self._generate(_features([rest]), 1, prompt)[0])
        return self._joined(reading, done, more, at)

    def _joined(self, reading: Reading, done: int, more: Reading, at: float) -> Reading:
        """`more` was read from second `at` on, after the first `done` tokens."""
        tokens = [*reading.tokens[:done], *(self._vocabulary.later(t, at) for t in more.tokens)]
        text = self._text(tokens)
        if len(text) > _MOST_TEXT:
            return reading
        lengths = (done, len(more.tokens) + 1)
        means = (reading.log_probability, more.log_probability)
        return replace(
            more,
            tokens=tokens,
            text_tokens=text,
            log_probability=float(np.average(means, weights=lengths)),
            no_speech=reading.no_speech,
        )

    def _reading(self, result: WhisperGenerationResult) -> Reading:
        tokens = result.sequences_ids[0]
        return Reading(
            tokens,
            self._text(tokens),
            # CTranslate2 divides by the tokens without the end of text, Whisper with it
            log_probability=result.scores[0] * len(tokens) / (len(tokens) + 1),
            no_speech=result.no_speech_prob,
            unfinished=len(tokens) >= self._longest,
        )

    def _text(self, tokens: Sequence[int]) -> list[int]:
        return [t for t in tokens if self._vocabulary.is_text(t)]


def _features(windows: Sequence[MelWindow]) -> ctranslate2.StorageView:
    return ctranslate2.StorageView.from_array(padded([w.mel for w in windows]))


def _closed(tokens: Sequence[int], vocabulary: Vocabulary) -> int:
    """How many tokens there are up to the last time that ends a text."""
    for i in range(len(tokens) - 1, 0, -1):
        if not vocabulary.is_text(tokens[i]) and vocabulary.is_text(tokens[i - 1]):
            return i + 1
    return 0


def _from(window: MelWindow, second: float) -> MelWindow | None:
    """The window's rest; None where it would be all of it, or nothing."""
    if not _WORTH_READING <= second <= window.excerpt.times.seconds - _WORTH_READING:
        return None
    return replace(window, mel=window.mel[:, round(second * RATE / HOP) :])
