"""Telephone prompts by one voice (8 kHz) in one shuffled order: with pauses, and without any.

240 prompts of four words or more, 2849 words: 24 minutes with pauses of 0.4 to 3 s, 19 without.
Sentences stand side by side that nobody would say so, which is what a model finds hard.
"""

from __future__ import annotations

import random
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from packages import DebianPackage, unpack_debian
from recordings import Recording, Sentence

PACKAGE = DebianPackage(
    "asterisk-core-sounds-en-wav",
    "1.6.1-1",
    "2be3ea287d83299d143815fa804f11179a75b7affd4a758b98b55f5afc18a35d",
)
RATE = 8000
_TEXTS = Path(__file__).with_name("core-sounds-en.txt")
_VOICE = "usr/share/asterisk/sounds/en_US_f_Allison"
_FEWEST_WORDS = 4
_NOISE = 3e-4  # of full scale: a digital zero is no telephone
_PAUSES = (0.4, 0.8, 1.5, 3.0)  # seconds

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Prompt:
    """One recording of the package, and what is said in it."""

    text: str
    samples: Samples


def make_prompts(package: Path, folder: Path) -> list[Recording]:
    """en_pause.wav and en_nopause.wav in `folder`. Raises PackageMissing."""
    unpack_debian(PACKAGE, package)
    draw = random.Random(7)
    prompts = _prompts(package / _VOICE, draw)
    return [
        join(prompts, folder / "en_pause.wav", lambda: draw.choice(_PAUSES)),
        join(prompts, folder / "en_nopause.wav", lambda: 0.0),
    ]


def join(prompts: Sequence[Prompt], path: Path, pause: Callable[[], float]) -> Recording:
    """Writes the prompts one after the other; `pause`: seconds after each."""
    parts, sentences, at = [], [], 0
    for prompt in prompts:
        end = at + len(prompt.samples)
        sentences.append(Sentence(prompt.text, at / RATE, end / RATE))
        parts += [prompt.samples, np.zeros(int(pause() * RATE), np.float32)]
        at = end + len(parts[-1])
    samples = np.concatenate(parts)
    samples = samples + np.random.default_rng(1).normal(0, _NOISE, len(samples))
    _write(path, samples.astype(np.float32))
    return Recording(path.stem, path, "en", sentences)


def beginning(recording: Recording, seconds: float | None, folder: Path) -> Path:
    """Its first seconds as a file of its own, all of it if None."""
    if seconds is None:
        return recording.audio
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{recording.name}-{seconds:.0f}s.wav"
    _write(path, _read(recording.audio)[: int(seconds * RATE)])
    return path


def _prompts(voice: Path, draw: random.Random) -> list[Prompt]:
    texts = said_in_prompts(_TEXTS.read_text(encoding="utf-8"))
    names = [
        name
        for name, text in texts.items()
        if len(text.split()) >= _FEWEST_WORDS and (voice / f"{name}.wav").exists()
    ]
    draw.shuffle(names)
    return [Prompt(texts[name], _read(voice / f"{name}.wav")) for name in names]


def said_in_prompts(listed: str) -> dict[str, str]:
    """Name -> text, without the prompts that are tones or silence."""
    said = {}
    for line in listed.splitlines():
        name, colon, text = line.partition(": ")
        if colon and not line.startswith(";") and not any(mark in text for mark in "[<("):
            said[name.strip().removesuffix(".wav")] = text.strip()
    return said


def _read(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        form = (file.getframerate(), file.getsampwidth(), file.getnchannels())
        if form != (RATE, 2, 1):
            raise ValueError(f"{path.name} is not 16-bit mono at {RATE} Hz but {form}.")
        frames = file.readframes(file.getnframes())
    return np.frombuffer(frames, "<i2").astype(np.float32) / 32768


def _write(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
