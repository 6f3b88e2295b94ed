"""Helpers that decode a whole file at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.samples import Samples
from fast_transcribe.audio.source import AudioSource, open_source


@dataclass(frozen=True)
class Decoded:
    """samples: float32 [channels, n], 16 kHz."""

    samples: Samples
    file: AudioFile


def decoded(path: Path, split: bool = False) -> Decoded:
    """The file's audio. Raises EngineError."""
    with open_source(str(path)) as source:
        return decoded_from(source, split)


def decoded_from(source: AudioSource, split: bool = False) -> Decoded:
    """The source's audio. Raises EngineError."""
    file = AudioFile(source, DecodeOptions(max_seconds=3600, split=split))
    return Decoded(np.concatenate(list(file.blocks()), axis=1), file)
