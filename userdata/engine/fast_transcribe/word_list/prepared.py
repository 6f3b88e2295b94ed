"""A word list made ready for the transcription of one file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from ..whisper.tokenise import Tokeniser
from ..whisper.tokens import Vocabulary
from .correction import Correction
from .entries import read_entries
from .index import SoundIndex
from .report import Reporter

# A word that is one token with a lower id is among the most frequent of the model's languages:
# ids count up in the order in which the tokens were learnt
_COMMON_BELOW = 10_000


@dataclass(frozen=True)
class PreparedWordList:
    """`digest`: SHA-256 of the list as given, by which a checkpoint recognises it."""

    correction: Correction
    reporter: Reporter
    digest: str


def prepared(listed: Sequence[str], vocabulary: Vocabulary) -> PreparedWordList:
    tokeniser = Tokeniser(vocabulary)

    def is_common(text: str) -> bool:
        tokens = tokeniser.tokens(f" {text.casefold()}")
        return len(tokens) == 1 and tokens[0] < _COMMON_BELOW

    word_list = read_entries(listed, is_common)
    digest = hashlib.sha256(json.dumps(list(listed)).encode()).hexdigest()
    return PreparedWordList(
        Correction(SoundIndex(word_list.entries), tokeniser, vocabulary),
        Reporter(word_list.entries, word_list.refused),
        digest,
    )
