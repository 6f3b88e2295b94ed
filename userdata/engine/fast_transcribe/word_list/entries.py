"""The entries of a word list: which are used, and why others are refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .sounds import sound_of

MAX_CHARACTERS = 100
_MIN_LETTERS = 3
_MAX_WORDS = 4
_UNSPOKEN = frozenset("<>|{}[]\\^~`")  # also the marks of the model's special tokens

TOO_LONG = f"it is longer than {MAX_CHARACTERS} characters"
EMPTY = "it is empty"
UNSPOKEN = "it has control characters or signs that are not spoken"
NO_LETTERS = "it has no letters"
TOO_SHORT = f"fewer than {_MIN_LETTERS} letters cannot be told apart by sound"
TOO_MANY_WORDS = f"it has more than {_MAX_WORDS} words"
TWICE = "it is in the list already"
COMMON = "it is a common word, for which others would be taken; the model knows it"


@dataclass(frozen=True)
class Entry:
    """`text`: as it is to be written, blanks made single. `sound`: its spelling by sound."""

    text: str
    sound: str

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class Refused:
    """An entry that is not used, and why."""

    entry: str
    because: str


@dataclass(frozen=True)
class WordList:
    """Both in the order of the list."""

    entries: Sequence[Entry]
    refused: Sequence[Refused]


def read_entries(listed: Iterable[str], is_common: Callable[[str], bool]) -> WordList:
    """is_common: whether the model knows an entry as a frequent word."""
    entries: dict[str, Entry] = {}
    refused = []
    for given in listed:
        text = " ".join(unicodedata.normalize("NFC", given).split())
        because = _objection(text)
        if not because and text.casefold() in entries:
            because = TWICE
        if not because and is_common(text):
            because = COMMON
        if because:
            refused.append(Refused(_shown(text), because))
        else:
            entries[text.casefold()] = Entry(text, sound_of(text))
    return WordList(tuple(entries.values()), tuple(refused))


def _objection(text: str) -> str:
    """Why an entry cannot be used, from its characters alone; empty if it can."""
    letters = sum(c.isalpha() for c in text)
    objections = {
        EMPTY: not text,
        TOO_LONG: len(text) > MAX_CHARACTERS,
        UNSPOKEN: any(c in _UNSPOKEN or _is_control(c) for c in text),
        NO_LETTERS: letters == 0,
        TOO_SHORT: letters < _MIN_LETTERS,
        TOO_MANY_WORDS: len(text.split()) > _MAX_WORDS,
    }
    return next((because for because, holds in objections.items() if holds), "")


def _is_control(character: str) -> bool:
    """Control, direction, private and unassigned characters."""
    return unicodedata.category(character).startswith("C")


def _shown(text: str) -> str:
    """For the report: short, and without characters that act on the reader's screen."""
    visible = "".join("\ufffd" if _is_control(c) else c for c in text[:MAX_CHARACTERS])
    return visible if len(text) <= MAX_CHARACTERS else f"{visible}…"
