"""Runs normalise.py in its own environment."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = Path(__file__).with_name("normalise.py")


@dataclass(frozen=True)
class Normaliser:
    """`python` has whisper-normalizer."""

    python: Path

    def words(self, texts: Sequence[str], language: str) -> list[list[str]]:
        """The normalised words of each text."""
        asked = json.dumps([{"language": language, "text": text} for text in texts])
        done = subprocess.run(
            [self.python, _PROGRAM], input=asked, stdout=subprocess.PIPE, text=True, check=True
        )
        words: list[list[str]] = json.loads(done.stdout)
        return words
