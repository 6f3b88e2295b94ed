"""Telephone prompts by one voice (8 kHz) in one shuffled order, with and without pauses.

240 prompts of four words or more, 2849 words: 24 minutes with pauses of 0.4 to 3 s, 19 without.
Neighbouring sentences are unrelated, which is hard for a model.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from packages import DebianPackage, unpack_debian
from recordings import Recording, Sentence
from wave_file import Samples, read_wav, write_wav

PACKAGE = DebianPackage(
    "asterisk-core-sounds-en-wav",
    "1.6.1-1",
    "2be3ea287d83299d143815fa804f11179a75b7affd4a758b98b55f5afc18a35d",
)
RATE = 8000
_TEXTS = Path(__file__).with_name("core-sounds-en.txt")
VOICE = "usr/share/asterisk/sounds/en_US_f_Allison"
_FEWEST_WORDS = 4
_NOISE = 3e-4  # of full scale: telephone audio is never digital zero
_PAUSES = (0.4, 0.8, 1.5, 3.0)  # seconds


@dataclass(frozen=True)
class Prompt:
    """One recording of the package and its text."""

    text: str
    samples: Samples


def make_prompts(package: Path, folder: Path) -> list[Recording]:
    """en_pause.wav and en_nopause.wav in `folder`. Raises PackageMissing."""
    unpack_debian(PACKAGE, package)
    draw = random.Random(7)
    prompts = prompts_in(package / VOICE, draw)
    return [
        join(prompts, folder / "en_pause.wav", lambda: draw.choice(_PAUSES)),
        join(prompts, folder / "en_nopause.wav", lambda: 0.0),
    ]


def join(prompts: Sequence[Prompt], path: Path, pause: Callable[[], float]) -> Recording:
    """Writes the prompts in order; `pause` returns the seconds after each."""
    parts, sentences, at = [], [], 0
    for prompt in prompts:
        end = at + len(prompt.samples)
        sentences.append(Sentence(prompt.text, (at / RATE, end / RATE)))
        parts += [prompt.samples, np.zeros(int(pause() * RATE), np.float32)]
        at = end + len(parts[-1])
    samples = np.concatenate(parts)
    noise = np.random.default_rng(1).normal(0, _NOISE, len(samples))
    write_wav(path, samples + noise, RATE)
    return Recording(path.stem, path, "en", sentences)


def excerpt(recording: Recording, span: tuple[float, float], path: Path) -> Recording:
    """Writes the audio between two seconds, with the sentences entirely within."""
    start, end = span
    samples, rate = read_wav(recording.audio)
    write_wav(path, samples[int(start * rate) : int(end * rate)], rate)
    spoken = [(s.text, s.span) for s in recording.sentences or () if s.span is not None]
    sentences = [
        Sentence(text, (a - start, b - start)) for text, (a, b) in spoken if start <= a and b <= end
    ]
    return Recording(path.stem, path, recording.language, sentences)


def prompts_in(voice: Path, draw: random.Random) -> list[Prompt]:
    """The prompts of four words or more, shuffled."""
    texts = said_in_prompts(_TEXTS.read_text(encoding="utf-8"))
    names = [
        name
        for name, text in texts.items()
        if len(text.split()) >= _FEWEST_WORDS and (voice / f"{name}.wav").exists()
    ]
    draw.shuffle(names)
    return [Prompt(texts[name], read_wav(voice / f"{name}.wav")[0]) for name in names]


def said_in_prompts(listed: str) -> dict[str, str]:
    """Name -> text, without tones and silence."""
    said = {}
    for line in listed.splitlines():
        name, colon, text = line.partition(": ")
        if colon and not line.startswith(";") and not any(mark in text for mark in "[<("):
            said[name.strip().removesuffix(".wav")] = text.strip()
    return said
