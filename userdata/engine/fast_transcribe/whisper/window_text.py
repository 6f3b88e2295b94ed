"""The words of one window: what the batch wrote, mended where it looks wrong or leaves speech out.

A window that looks wrong is decoded by other means, and the guards choose. Speech that has no words
is decoded on its own, from where the text stopped; what is still without words is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from ctranslate2 import StorageView
from ctranslate2.models import Whisper
from numpy.typing import NDArray

from ..audio.rate import RATE
from ..speech.endpoints import speech_spans
from ..speech.excerpt import Excerpt
from ..speech.mel import HOP
from ..speech.mel_window import MelWindow
from .decode_result import DecodeResult
from .decoding import Decoding, features
from .guards import Flags, Guards
from .joining import with_part
from .placement import placed
from .tokens import Vocabulary
from .unread import Gap, unread
from .words import AlignedTokens, Texts, Word, align

_ROUNDS = 4  # each reads on from where the one before has stopped
_LEAD = 0.1  # seconds of sound before and after a part


@dataclass(frozen=True)
class Unread:
    """File seconds of speech without words. `no_speech`: the model holds that nobody speaks."""

    start: float
    end: float
    no_speech: bool


@dataclass(frozen=True)
class Understood:
    """All that is known of a window in the end; words in file seconds, and the flags of each."""

    excerpt: Excerpt
    words: Sequence[Word]
    flags: Sequence[Flags]
    unread: Sequence[Unread] = ()


@dataclass(frozen=True)
class WindowTools:
    """Shared by all windows."""

    decoding: Decoding
    vocabulary: Vocabulary
    guards: Guards


@dataclass(frozen=True)
class _Sound:
    """A window or a part of one: log-mel [n_mels, frames], encoded once and when it is needed."""

    whisper: Whisper
    mel: NDArray[np.float32]

    @cached_property
    def encoded(self) -> StorageView:
        return self.whisper.encode(features([self.mel]))


class WindowText:
    """For one window and its prompt."""

    def __init__(self, tools: WindowTools, window: MelWindow, prompt: Sequence[int]) -> None:
        self._tools = tools
        self._window = window
        self._prompt = prompt
        self._speech = speech_spans(window)
        self._tried: dict[tuple[float, float], bool] = {}  # gaps, and whether nobody speaks there

    def understood(self, draft: DecodeResult, aligned: AlignedTokens) -> Understood:
        """aligned: of the draft."""
        words = self._words(draft, aligned, 0.0)
        sound = self._sound(self._window.mel)
        result = self._best_of(sound, draft, words)
        if result is not draft:
            words = self._words(result, self._aligned(sound, result), 0.0)
        words = self._with_unread(words)
        return Understood(
            self._window.excerpt,
            words,
            self._tools.guards.flags(words, result, self._speech),
            [Unread(g.start, g.end, self._tried[g.start, g.end]) for g in self._gaps(words)],
        )

    def _sound(self, mel: NDArray[np.float32]) -> _Sound:
        return _Sound(self._tools.decoding.whisper, mel)

    def _best_of(
        self, sound: _Sound, draft: DecodeResult, words: Sequence[Word] = ()
    ) -> DecodeResult:
        """The draft unless it is doubtful; then the least doubtful of all, and the likeliest.

        words: of the draft, where they are known.
        """
        guards, decoding = self._tools.guards, self._tools.decoding
        is_doubtful = guards.judge(draft, self._speech).is_doubtful
        if not is_doubtful and not guards.has_improbable_word(words):
            return draft
        found = [draft, *decoding.beams(sound.encoded, self._prompt)]
        if all(guards.judge(r, self._speech).is_doubtful for r in found):
            found.append(decoding.unrepeated(sound.encoded, self._prompt))
        return min(
            found,
            key=lambda r: (
                guards.judge(r, self._speech).penalty,
                not r.text,
                -r.log_probability,
            ),
        )

    def _aligned(self, sound: _Sound, result: DecodeResult) -> AlignedTokens:
        texts = Texts(self._prompt, [result.tokens], [sound.mel.shape[1] * HOP])
        return align(self._tools.decoding.whisper, sound.encoded, texts)[0]

    def _words(self, result: DecodeResult, aligned: AlignedTokens, begins: float) -> list[Word]:
        """In file seconds. begins: the window second at which the aligned sound begins."""
        found = aligned.words(result.tokens, 0, self._tools.vocabulary)
        shifted = [replace(w, start=w.start + begins, end=w.end + begins) for w in found if w.text]
        return placed(shifted, self._window.excerpt.times, self._speech)

    def _gaps(self, words: Sequence[Word]) -> list[Gap]:
        return unread(words, self._speech)

    def _with_unread(self, words: list[Word]) -> list[Word]:
        """The words, and those of the speech between them."""
        for _ in range(_ROUNDS):
            new = [g for g in self._gaps(words) if (g.start, g.end) not in self._tried]
            for gap in reversed(new):
                words = with_part(words, gap.index, self._read_part(gap, words))
        for gap in self._gaps(words):
            self._tried.setdefault((gap.start, gap.end), False)
        return words

    def _read_part(self, gap: Gap, words: Sequence[Word]) -> list[Word]:
        """The words of a gap; none where they would be a guess."""
        part, begins = self._part(self._shorter(gap) if not words else gap)
        (draft,) = self._tools.decoding.greedy(part.encoded, 1, self._prompt)
        result = self._best_of(part, draft)
        self._tried[gap.start, gap.end] = self._tools.guards.hears_nobody(result)
        if not result.text or self._tools.guards.judge(result, self._speech).is_doubtful:
            return []
        found = self._words(result, self._aligned(part, result), begins)
        return [w for w in found if gap.start <= (w.start + w.end) / 2 <= gap.end]

    def _shorter(self, gap: Gap) -> Gap:
        """Where the whole window has no words: the speech of its first half, another cut."""
        half = (gap.start + gap.end) / 2
        ends = [end / RATE for _, end in self._speech if gap.start < end / RATE < gap.end]
        return replace(gap, end=min(ends, key=lambda end: abs(end - half), default=gap.end))

    def _part(self, gap: Gap) -> tuple[_Sound, float]:
        """The sound of a gap, and the window second at which it begins."""
        times, mel = self._window.excerpt.times, self._window.mel
        first = max(round((times.window_seconds(gap.start) - _LEAD) * RATE / HOP), 0)
        last = round((times.window_seconds(gap.end) + _LEAD) * RATE / HOP)
        return self._sound(mel[:, first:last]), first * HOP / RATE
