"""Answers questions to the model, batching those of one kind into as few calls as fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from ctranslate2 import DataType, StorageView

from ..speech.mel import HOP
from .decode_result import DecodeResult
from .decoding import Decoding, features
from .fitting import FittingCalls
from .questions import (
    AlignmentOf,
    BeamsOf,
    Draft,
    DraftOf,
    LikelihoodOf,
    Question,
    Sound,
    UnrepeatedOf,
)
from .words import AlignedTokens, Texts, align

_Call = Callable[[Sequence[Any]], Sequence[Any]]


class Answers:
    """For windows with one prompt. An answer does not depend on the rest of its batch."""

    def __init__(self, decoding: Decoding, prompt: Sequence[int], calls: FittingCalls) -> None:
        self._decoding = decoding
        self._prompt = prompt
        self._calls = calls
        self._encodings = _Encodings(decoding)

    def __call__(self, questions: Sequence[Question[Any]]) -> list[Any]:
        """Returns one answer per question, in order. Raises GpuMemoryExhausted."""
        # Not an attribute: in a cycle, a batch's encodings would stay until a garbage collection
        by_kind: dict[type[Question[Any]], _Call] = {
            DraftOf: self._drafts,
            BeamsOf: self._beams,
            UnrepeatedOf: self._unrepeated,
            AlignmentOf: self._alignments,
            LikelihoodOf: self._likelihoods,
        }
        found: dict[int, Any] = {}
        for kind, call in by_kind.items():
            which = [i for i, q in enumerate(questions) if type(q) is kind]
            asked = [questions[i] for i in which]
            found.update(zip(which, self._calls.results(call, asked, kind.texts)))
        self._encodings.end_round()
        return [found[i] for i in range(len(questions))]

    def _drafts(self, questions: Sequence[DraftOf]) -> list[Draft]:
        sounds = [q.sound for q in questions]
        encoded = self._encodings.of(sounds)
        results = self._decoding.greedy(encoded, len(sounds), self._prompt)
        return list(map(Draft, results, self._aligned(sounds, [r.tokens for r in results])))

    def _beams(self, questions: Sequence[BeamsOf]) -> list[list[DecodeResult]]:
        encoded = self._encodings.of([q.sound for q in questions])
        return self._decoding.beams(encoded, len(questions), self._prompt)

    def _unrepeated(self, questions: Sequence[UnrepeatedOf]) -> list[DecodeResult]:
        encoded = self._encodings.of([q.sound for q in questions])
        return self._decoding.unrepeated(encoded, len(questions), self._prompt)

    def _alignments(self, questions: Sequence[AlignmentOf]) -> list[AlignedTokens]:
        return self._aligned([q.sound for q in questions], [q.tokens for q in questions])

    def _likelihoods(self, questions: Sequence[LikelihoodOf]) -> list[Sequence[float]]:
        """One by one: many questions are about one sound, which is encoded once."""
        return [self._likelihood(question) for question in questions]

    def _likelihood(self, question: LikelihoodOf) -> Sequence[float]:
        texts = Texts(self._prompt, [question.tokens], [question.sound.mel.shape[1] * HOP])
        (aligned,) = align(self._decoding.whisper, self._encodings.one(question.sound), texts)
        return aligned.probabilities

    def _aligned(
        self, sounds: Sequence[Sound], tokens: Sequence[Sequence[int]]
    ) -> list[AlignedTokens]:
        if not any(tokens):
            return [AlignedTokens((), ())] * len(sounds)
        texts = Texts(self._prompt, tokens, [s.mel.shape[1] * HOP for s in sounds])
        return align(self._decoding.whisper, self._encodings.of(sounds), texts)


class _Encodings:
    """Encoder outputs by batch of sounds, cached for this round and the next."""

    def __init__(self, decoding: Decoding) -> None:
        self._decoding = decoding
        self._before: dict[tuple[Sound, ...], StorageView] = {}
        self._now: dict[tuple[Sound, ...], StorageView] = {}

    def of(self, sounds: Sequence[Sound]) -> StorageView:
        """Returns the encoding of these sounds as one batch."""
        batch = tuple(sounds)
        if batch not in self._now:
            kept = self._before.pop(batch, None)
            self._now[batch] = self._encode(batch) if kept is None else kept
        return self._now[batch]

    def one(self, sound: Sound) -> StorageView:
        """Returns the encoding of one sound; on a CPU taken from its batch, if that is cached."""
        for batch, encoded in (*self._now.items(), *self._before.items()):
            if sound in batch and len(batch) > 1 and _is_readable(encoded):
                at = batch.index(sound)
                self._now[sound,] = StorageView.from_array(np.array(encoded)[at : at + 1].copy())
                break
        return self.of([sound])

    def end_round(self) -> None:
        """Drops the encodings that this round did not use."""
        self._before, self._now = self._now, {}

    def _encode(self, sounds: Sequence[Sound]) -> StorageView:
        return self._decoding.whisper.encode(features([s.mel for s in sounds]))


def _is_readable(encoded: object) -> bool:
    """Whether the encoding is in the computer's memory, in a type that numpy has."""
    return (
        isinstance(encoded, StorageView)
        and encoded.device == "cpu"
        and encoded.dtype == DataType.float32
    )
