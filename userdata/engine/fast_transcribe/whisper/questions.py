"""What may be asked of the model about a window, or about a part of one."""

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
    """Log-mel [n_mels, frames] of a window, or of a part of one. Equals nothing but itself."""

    mel: NDArray[np.float32]


@dataclass(frozen=True)
class Draft:
    """What the model writes at first, not judged yet; `aligned`: in the sound's own time."""

    result: DecodeResult
    aligned: AlignedTokens


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """`texts`: how many the decoder writes at the same time to answer it."""

    sound: Sound
    texts: ClassVar[int] = 1


class DraftOf(Question[Draft]):
    """The likeliest text, token by token, and its alignment."""


class BeamsOf(Question[Sequence[DecodeResult]]):
    """Several texts by beam search, the likeliest first."""

    texts = BEAMS


class UnrepeatedOf(Question[DecodeResult]):
    """A text in which no phrase is repeated."""


@dataclass(frozen=True)
class AlignmentOf(Question[AlignedTokens]):
    """When each token of a text is said."""

    tokens: Sequence[int]
