"""Telephone prompts in French, Spanish, Italian and Russian, one voice each, with their texts."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packages import DebianPackage, unpack_debian
from prompts import Prompt, said_in_prompts
from wave_file import read_wav

_SOUNDS = "usr/share/asterisk/sounds"
_FEWEST_WORDS = 4
_VERSION = "1.6.1-1"


@dataclass(frozen=True)
class Voice:
    """`folder`: of the voice in the package of the sounds."""

    folder: str
    sounds: DebianPackage
    texts: DebianPackage


def _voice(language: str, folder: str, sounds: str, texts: str) -> Voice:
    name = f"asterisk-core-sounds-{language}"
    return Voice(
        folder,
        DebianPackage(f"{name}-wav", _VERSION, sounds),
        DebianPackage(name, _VERSION, texts),
    )


VOICES: Mapping[str, Voice] = {
    "fr": _voice(
        "fr",
        "fr_CA_f_June",
        "8d4e1bc32ed5ba7fbda40841ca1825ed20cc6232724a473c90f8bb0e53e6073e",
        "04c82c78c570c43a7136cbc5e2488d0c470b775468dff9fbce4a131b18cf1056",
    ),
    "es": _voice(
        "es",
        "es_MX_f_Allison",
        "9283a09a6d56fccdcc2bcfe86c48f0f844289cfbd46a3184d8785a6f7f569903",
        "9afdab7f559f036649fb406e625899306ca1004df8ebe39c30bfbd5912d66f74",
    ),
    "it": _voice(
        "it",
        "it_IT_m_Carlo",
        "5a26638089e134b8ac39363fe249c5c93c50cd8bfdc9b2499ae61ec4a35e2fcb",
        "3884d9457e12f21caa018c18f0d587df5d53ebea14b673d8453a134c5941ab3b",
    ),
    "ru": _voice(
        "ru",
        "ru_RU_f_IvrvoiceRU",
        "ccbfaebfa450b7a9ddf644ae0f3d1e9017d5df7c0aebe816e946345589d38201",
        "28a61616bb0cd3345a7ea532dec4df9f071e5d0fa9f8c1a563ea9669002f39ab",
    ),
}


def prompts_of(language: str, package: Path, count: int) -> list[Prompt]:
    """The first `count` of the shuffled prompts. Raises PackageMissing."""
    voice = VOICES[language]
    unpack_debian(voice.sounds, package)
    unpack_debian(voice.texts, package)
    listed = package / "usr/share/doc" / voice.texts.name / f"core-sounds-{language}.txt.gz"
    texts = said_in_prompts(gzip.decompress(listed.read_bytes()).decode("utf-8", "replace"))
    folder = package / _SOUNDS / voice.folder
    names = [n for n, text in texts.items() if _is_whole(text) and (folder / f"{n}.wav").exists()]
    random.Random(7).shuffle(names)
    return [Prompt(texts[n], read_wav(folder / f"{n}.wav")[0]) for n in names[:count]]


def _is_whole(text: str) -> bool:
    """Whether it is long enough and has no letter that the package lost: "La conferenza ? piena"."""
    return len(text.split()) >= _FEWEST_WORDS and not re.search(r"\ufffd|\?\S|\s\?|/|:", text)
