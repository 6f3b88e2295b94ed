"""Spelling of words in a sentence: their signs, capitals and genitive s."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_PARTS = re.compile(r"^([\W_]*)(.*?)([\W_]*)$", re.DOTALL)
_GENITIVE = re.compile(r"(?<=\w)['’]?s$", re.IGNORECASE)
_SIBILANTS = ("s", "x", "z")  # take no s in Swedish


def parts(text: str) -> tuple[str, str, str]:
    """The signs before, the words, the signs after."""
    found = _PARTS.match(text)
    assert found is not None  # it matches any text
    return found.group(1), found.group(2), found.group(3)


def core(text: str) -> str:
    """The words without signs around them, to be compared: in lower case."""
    return unicodedata.normalize("NFC", parts(text)[1]).casefold()


def stems(text: str) -> Sequence[tuple[str, str]]:
    """(stem, ending): the words themselves, then without a genitive s if they have one."""
    found = _GENITIVE.search(text)
    genitive = [(text[: found.start()], found.group())] if found else []
    return [(text, ""), *genitive]


def genitives(text: str) -> Sequence[str]:
    """The words, and what they are the genitive of."""
    return [stem for stem, _ in stems(text)]


def with_genitive(entry: str, ending: str) -> str:
    """ "Grimnir" and "s": "Grimnirs"; "Lukas" stays."""
    return entry if entry.casefold().endswith(_SIBILANTS) and ending == "s" else entry + ending


def capitalised_as(written: str, entry: str) -> str:
    """The entry with a capital if what was written at a sentence's beginning has one."""
    return entry[:1].upper() + entry[1:] if written[:1].isupper() else entry
