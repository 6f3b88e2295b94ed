"""Which language is spoken: what was asked for, or what the first window of speech sounds like."""

from __future__ import annotations

from dataclasses import dataclass

import ctranslate2
from ctranslate2.models import Whisper

from .recognise import MelWindow

AUTO = "auto"
UNDETERMINED = "und"  # ISO 639-2: nobody speaks in the file


@dataclass(frozen=True)
class Language:
    """A code such as "sv", and how probable it is: 1 if it was asked for."""

    code: str
    probability: float


def detect(whisper: Whisper, window: MelWindow) -> Language:
    features = ctranslate2.StorageView.from_array(window.mel[None])
    token, probability = whisper.detect_language(features)[0][0]
    return Language(token.strip("<|>"), probability)
