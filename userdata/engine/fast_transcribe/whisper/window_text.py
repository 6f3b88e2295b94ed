"""The words of one window: its draft, corrected if it is doubtful or leaves out speech.

The quality checks choose among other decodings of a doubtful window. Speech without words is
decoded separately, from where the text stopped; what still has no words is returned as Unread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ..audio.rate import RATE
from ..speech.endpoints import speech_spans
from ..speech.excerpt import Excerpt
from ..speech.mel import HOP
from ..speech.mel_window import MelWindow
from .asking import Asking, ask, together
from .decode_result import DecodeResult
from .joining import with_part
from .placement import placed
from .quality_checks import Flags, QualityChecks
from .questions import AlignmentOf, BeamsOf, Draft, DraftOf, Sound, UnrepeatedOf
from .tokens import Vocabulary
from .unread import Gap, unread
from .words import AlignedTokens, Word

_MAX_ROUNDS = 4  # each continues where the text of the previous one stopped
_PADDING = 0.1  # seconds of sound before and after a part


@dataclass(frozen=True)
class Unread:
    """Speech without words, file seconds. `no_speech`: the model detects no speech in it."""

    start: float
    end: float
    no_speech: bool


@dataclass(frozen=True)
class DecodedWindow:
    """The final result: words in file seconds, `flags` per word, and speech without words."""

    excerpt: Excerpt
    words: Sequence[Word]
    flags: Sequence[Flags]
    unread: Sequence[Unread] = ()


@dataclass(frozen=True)
class Reading:
    """The tokens that were decoded from a sound, with the probability of each."""

    sound: Sound
    tokens: Sequence[int]
    probabilities: Sequence[float]


class Corrector(Protocol):
    """Changes words that were misheard."""

    def corrected(self, reading: Reading, words: Sequence[Word]) -> Asking[Sequence[Word]]:
        """words: those of the reading, in seconds of its sound."""
        ...


@dataclass(frozen=True)
class WindowTools:
    """Dependencies shared by all windows."""

    vocabulary: Vocabulary
    checks: QualityChecks
    corrector: Corrector | None = None


class WindowText:
    """Handles one window; the result does not depend on the other windows of its batch."""

    def __init__(self, tools: WindowTools, window: MelWindow) -> None:
        self._tools = tools
        self._window = window
        self._speech = speech_spans(window)
        self._tried: dict[tuple[float, float], bool] = {}  # gap (start, end) -> no speech in it

    def decoded(self, draft: Draft) -> Asking[DecodedWindow]:
        """Checks and completes the draft."""
        sound = Sound(self._window.mel)
        aligned = draft.aligned
        words = self._words(draft.result, aligned)
        result = yield from self._best_of(sound, draft.result, words)
        if result is not draft.result:
            aligned = yield from ask(AlignmentOf(sound, result.tokens))
        words = yield from self._corrected(sound, result, aligned, 0.0)
        words = yield from self._with_unread(words)
        return DecodedWindow(
            self._window.excerpt,
            words,
            self._tools.checks.flags(words, result, self._speech),
            [Unread(g.start, g.end, self._tried[g.start, g.end]) for g in self._gaps(words)],
        )

    def _best_of(
        self, sound: Sound, draft: DecodeResult, words: Sequence[Word] = ()
    ) -> Asking[DecodeResult]:
        """Returns the draft unless it is doubtful, else the least doubtful and likeliest text.

        words: those of the draft, if known.
        """
        checks = self._tools.checks
        is_doubtful = checks.judge(draft, self._speech).is_doubtful
        if not is_doubtful and not checks.has_improbable_word(words):
            return draft
        found = [draft, *(yield from ask(BeamsOf(sound)))]
        if all(checks.judge(r, self._speech).is_doubtful for r in found):
            found.append((yield from ask(UnrepeatedOf(sound))))
        return min(
            found,
            key=lambda r: (
                checks.judge(r, self._speech).penalty,
                not r.text,
                -r.avg_logprob,
            ),
        )

    def _corrected(
        self, sound: Sound, result: DecodeResult, aligned: AlignedTokens, begins: float
    ) -> Asking[list[Word]]:
        """Words in file seconds. begins: window second at which the aligned sound begins."""
        words: Sequence[Word] = self._words(result, aligned)
        if self._tools.corrector:
            reading = Reading(sound, result.tokens, aligned.probabilities)
            words = yield from self._tools.corrector.corrected(reading, words)
        shifted = [replace(w, start=w.start + begins, end=w.end + begins) for w in words if w.text]
        return placed(shifted, self._window.excerpt.times, self._speech)

    def _words(self, result: DecodeResult, aligned: AlignedTokens) -> list[Word]:
        """Words in seconds of the aligned sound."""
        return aligned.words(result.tokens, 0, self._tools.vocabulary)

    def _gaps(self, words: Sequence[Word]) -> list[Gap]:
        return unread(words, self._speech)

    def _with_unread(self, words: list[Word]) -> Asking[list[Word]]:
        """Adds the words of speech that has none."""
        for _ in range(_MAX_ROUNDS):
            new = [g for g in self._gaps(words) if (g.start, g.end) not in self._tried]
            parts = yield from together(self._decode_gap(gap, words) for gap in new)
            for gap, part in reversed(list(zip(new, parts))):
                words = with_part(words, gap.index, part)
        for gap in self._gaps(words):
            self._tried.setdefault((gap.start, gap.end), False)
        return words

    def _decode_gap(self, gap: Gap, words: Sequence[Word]) -> Asking[list[Word]]:
        """Returns the words of a gap, none if its text is doubtful."""
        sound, begins = self._sound_of(gap if words else self._first_half(gap))
        draft = yield from ask(DraftOf(sound))
        result = yield from self._best_of(sound, draft.result)
        self._tried[gap.start, gap.end] = self._tools.checks.is_no_speech(result)
        if not result.text or self._tools.checks.judge(result, self._speech).is_doubtful:
            return []
        aligned = draft.aligned
        if result is not draft.result:
            aligned = yield from ask(AlignmentOf(sound, result.tokens))
        found = yield from self._corrected(sound, result, aligned, begins)
        return [w for w in found if gap.start <= (w.start + w.end) / 2 <= gap.end]

    def _first_half(self, gap: Gap) -> Gap:
        """Ends a gap at the end of speech nearest its middle, for a window without any words."""
        half = (gap.start + gap.end) / 2
        ends = [end / RATE for _, end in self._speech if gap.start < end / RATE < gap.end]
        return replace(gap, end=min(ends, key=lambda end: abs(end - half), default=gap.end))

    def _sound_of(self, gap: Gap) -> tuple[Sound, float]:
        """Returns the sound of a gap, padded, and the window second at which it begins."""
        times, mel = self._window.excerpt.times, self._window.mel
        first = max(round((times.window_seconds(gap.start) - _PADDING) * RATE / HOP), 0)
        last = round((times.window_seconds(gap.end) + _PADDING) * RATE / HOP)
        return Sound(mel[:, first:last]), first * HOP / RATE
