"""Which words of a transcript are wrong, and where words are missing.

Compared as Whisper's normalisers see them; other languages than English lose their accents too, and
their small numbers are digits. "voice mail" and "voicemail" are one word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alignment import align
from normaliser import Normaliser
from recordings import Recording

# The texts of the prompts have digits where Whisper may write words
_DIGITS: Mapping[str, str] = {
    word: str(number)
    for words in (
        "zero un deux trois quatre cinq six sept huit neuf",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
        "zero uno due tre quattro cinque sei sette otto nove",
        "ноль один два три четыре пять шесть семь восемь девять",
    )
    for number, word in enumerate(words.split())
}


@dataclass(frozen=True)
class Truth:
    """`wrong`: per word of the transcript, substitutions and insertions. `missing`: for each word
    that was left out, the index of the transcript's word before which it belongs. `said`: number
    of words."""

    wrong: Sequence[bool]
    missing: Sequence[int]
    said: int


def truth(normaliser: Normaliser, recording: Recording, heard: Sequence[str]) -> Truth:
    """heard: the words of the transcript, in order."""
    said, *each = normaliser.words([recording.said, *heard], recording.language)
    if recording.language != "en":
        said, *each = [[_plain(word) for word in words] for words in (said, *each)]
    owner = [i for i, words in enumerate(each) for _ in words]
    parts = [part for words in each for part in words]
    wrong = [False] * len(heard)
    missing = []
    for ours, theirs in _different(said, parts):
        for j in theirs:
            wrong[owner[j]] = True
        at = owner[theirs.stop] if theirs.stop < len(owner) else len(heard)
        missing += [at] * max(len(ours) - len(theirs), 0)
    return Truth(wrong, missing, len(said))


def _different(said: Sequence[str], heard: Sequence[str]) -> Iterator[tuple[range, range]]:
    """Stretches between two hits where the words differ, as ranges of both."""
    hits = [*align(said, heard).hits(), (len(said), len(heard))]
    i = j = 0
    for a, b in hits:
        same = "".join(said[i:a]) == "".join(heard[j:b])
        if not same:
            yield range(i, a), range(j, b)
        i, j = a + 1, b + 1


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", _DIGITS.get(word, word))
    return "".join(c for c in letters if not unicodedata.combining(c))
