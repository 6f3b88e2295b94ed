"""Sentences with surnames, spoken by Flite's three better voices: synthetic, all texts known."""

from __future__ import annotations

import os
import random
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from packages import DebianPackage, unpack_debian
from recordings import Recording, Sentence
from wave_file import read_wav, write_wav

_FLITE = (
    DebianPackage(
        "flite", "2.2-5", "f4ce03470bf9974c2cb9cacd981e6be29339ef4c97cf994dd6fa3f90e6544db9"
    ),
    DebianPackage(
        "libflite1", "2.2-5", "bfa8c591f1b47730b30b372ec38e02918a1c9795eada67684e1746390ad2f061"
    ),
)
_VOICES = ("awb", "rms", "slt")
_SENTENCES = (
    "We spoke with {} about the new contract.",
    "The minutes were taken by {} in April.",
    "Please forward the letter to {} before noon.",
    "{} will present the figures on Tuesday.",
    "Nobody has heard from {} since the meeting.",
    "In the opinion of {}, the road should be closed.",
)
_RATE = 16000
_PAUSES = (0.4, 0.8, 1.5)  # seconds
_NOISE = 1e-3  # of full scale


def spoken_names(names: Sequence[str], folder: Path) -> Recording:
    """One recording, made if missing. Raises PackageMissing."""
    path = folder / "names.wav"
    texts = [_SENTENCES[i % len(_SENTENCES)].format(name) for i, name in enumerate(names)]
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            _speak(texts, Path(work), path)
    return Recording("names, synthetic voices", path, "en", [Sentence(text) for text in texts])


def _speak(texts: Sequence[str], work: Path, path: Path) -> None:
    for package in _FLITE:
        unpack_debian(package, work)
    draw, parts = random.Random(3), []
    said = work / "said.wav"
    (libraries,) = (work / "usr/lib").iterdir()
    for i, text in enumerate(texts):
        voice = _VOICES[i % len(_VOICES)]
        command = [str(work / "usr/bin/flite"), "-voice", voice, "-t", text, "-o", str(said)]
        environment = {**os.environ, "LD_LIBRARY_PATH": str(libraries)}
        subprocess.run(command, env=environment, check=True)
        samples, _ = read_wav(said)
        parts += [samples, np.zeros(int(draw.choice(_PAUSES) * _RATE), np.float32)]
    whole = np.concatenate(parts)
    write_wav(path, whole + np.random.default_rng(2).normal(0, _NOISE, len(whole)), _RATE)
