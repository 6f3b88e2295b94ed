"""Paths: interpreters, models, audio, and files kept between runs."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from random_model import build_small

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
ENGINE = PROJECT / "userdata" / "engine"
AMI = PROJECT / "ami"  # page_cache.py
MICRO_WHISPER = PROJECT / "model" / "micro-whisper"


@dataclass(frozen=True)
class Workplace:
    """`folder` is not in git; `faster_whisper`, `transformers` and `espeak` are interpreters with
    these packages.

    This program runs in the engine's environment. `pairs`: runs per comparison.
    """

    folder: Path
    faster_whisper: Path
    transformers: Path | None
    espeak: Path | None
    device: str
    pairs: int

    @property
    def audio(self) -> Path:
        return self.folder / "audio"

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def micro_model(self) -> Path:
        """Built once, in about a second."""
        model = self.folder / "micro-whisper"
        if not (model / "manifest.json").exists():
            subprocess.run([sys.executable, MICRO_WHISPER / "build_ct2.py", model], check=True)
        return model

    def small_model(self) -> Path:
        """Model with KB-Whisper-small's shape and random weights, built once, in about ten seconds."""
        model = self.folder / "small-shape" / "int8"
        if not (model / "manifest.json").exists():
            build_small(self.small_weights(), model)
        return model

    def small_weights(self) -> Path:
        return self.folder / "small-shape" / "weights"

    def recording(self, stack: str, audio: Path) -> Path:
        """Path of a recording. Keyed by the engine's code, which decides windows and requests."""
        sources = [*sorted((ENGINE / "fast_transcribe").rglob("*.py")), HERE / "recording.py"]
        code = hashlib.blake2b(b"".join(p.read_bytes() for p in sources), digest_size=4)
        return self.folder / "recordings" / f"{stack}-{audio.name}-{code.hexdigest()}.tsv"
