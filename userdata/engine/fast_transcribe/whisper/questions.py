"""The kinds of request to the model, each about one sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from .decode_result import DecodeResult
from .decoding import BEAMS
from .words import AlignedTokens

Answer = TypeVar("Answer")


@dataclass(frozen=True, eq=False)
class Sound:
    """Log-mel [n_mels, frames] of a window or a part of one. Compared by identity."""

    mel: NDArray[np.float32]


@dataclass(frozen=True)
class Draft:
    """The first, unchecked text. `aligned`: times from the start of the sound."""

    result: DecodeResult
    aligned: AlignedTokens


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """`texts`: number of texts that the decoder writes at once to answer it."""

    sound: Sound
    texts: ClassVar[int] = 1


class DraftOf(Question[Draft]):
    """The greedily decoded text and its alignment."""


class BeamsOf(Question[Sequence[DecodeResult]]):
    """BEAMS texts by beam search, the likeliest first."""

    texts = BEAMS


class UnrepeatedOf(Question[DecodeResult]):
    """A text decoded with repeated phrases banned."""


@dataclass(frozen=True)
class LikelihoodOf(Question[Sequence[float]]):
    """The probability of each token of a text, were it written for the sound."""

    tokens: Sequence[int]


@dataclass(frozen=True)
class AlignmentOf(Question[AlignedTokens]):
    """The times of the tokens of a text."""

    tokens: Sequence[int]
