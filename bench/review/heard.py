"""Both hearings of a recording, kept in .bench/review: the measurement needs them many times.

What is kept of the first hearing depends on the engine without its review, the second on the sound
of its part alone.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.source import open_source
from fast_transcribe.engine import Engine
from fast_transcribe.review.part import Part
from fast_transcribe.review.second_hearing import SecondHearing
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.mel_window import MelWindow
from fast_transcribe.transcript.segments import WindowResult
from fast_transcribe.transcription import Order, Transcription
from fast_transcribe.whisper.language import LanguageSelector
from fast_transcribe.whisper.words import Word
from numpy.typing import NDArray
from recordings import Recording

_AT_ONCE = 4  # parts; what is heard is kept at once, for a run that is stopped


@dataclass(frozen=True)
class Window:
    """`mel`: float16, to keep less."""

    number: int
    mel: NDArray[np.float16]
    excerpt: Excerpt
    result: WindowResult

    def as_it_was(self) -> MelWindow:
        return MelWindow(self.number, 0, self.excerpt, self.mel.astype(np.float32))


@dataclass(frozen=True)
class Heard:
    """The first hearing; `seconds` of the file."""

    recording: Recording
    seconds: float
    windows: Sequence[Window]


class Hearings:
    """`folder`: what is kept."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def first(self, recording: Recording) -> Heard:
        kept = self._folder / f"{recording.name}-{recording.digest()}-{_code()}.first"
        if not kept.exists():
            print(f"{recording.name} …", file=sys.stderr, flush=True)
            _keep(kept, self._transcribed(recording))
        seconds, windows = pickle.loads(kept.read_bytes())
        return Heard(recording, seconds, windows)

    def second(self, heard: Heard, parts: Sequence[Part]) -> list[list[Word]]:
        """The words heard in each part."""
        kept = self._folder / f"{heard.recording.name}-{heard.recording.digest()}.second"
        known: dict[str, list[Word]] = pickle.loads(kept.read_bytes()) if kept.exists() else {}
        keys = [hashlib.blake2b(p.mel.tobytes(), digest_size=16).hexdigest() for p in parts]
        missing = [i for i, key in enumerate(keys) if key not in known]
        hearing = SecondHearing(self._engine, self._language(heard.recording))
        for at in range(0, len(missing), _AT_ONCE):
            some = missing[at : at + _AT_ONCE]
            told = f"{heard.recording.name}: {len(missing) - at} parts again …"
            print(told, file=sys.stderr, flush=True)
            known.update(zip((keys[i] for i in some), hearing.heard([parts[i] for i in some])))
            _keep(kept, known)
        return [known[key] for key in keys]

    def _language(self, recording: Recording) -> LanguageSelector:
        return LanguageSelector(self._engine.whisper, self._engine.vocabulary, recording.language)

    def _transcribed(self, recording: Recording) -> tuple[float, list[Window]]:
        with open_source(str(recording.audio)) as source:
            audio = AudioFile(source, DecodeOptions(3600.0))
            collected = _Windows()
            order = Order(recording.language)
            transcription = Transcription(self._engine, audio, order, collected)
            for _ in transcription:
                pass
            windows = sorted(collected.windows, key=lambda window: window.number)
            return audio.seconds or 0.0, windows


class _Windows:
    """Takes the place of the engine's review, and keeps all it is given."""

    def __init__(self) -> None:
        self.windows: list[Window] = []

    def add(self, window: MelWindow, result: WindowResult, language: str) -> None:
        mel = window.mel.astype(np.float16)
        self.windows.append(Window(window.number, mel, window.excerpt, result))


def _keep(path: Path, what: object) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(pickle.dumps(what))
    unfinished.rename(path)


def _code() -> str:
    """Digest of what decides the first hearing."""
    import fast_transcribe

    package = Path(fast_transcribe.__file__).parent
    folders = ("audio", "speech", "whisper", "transcript")
    files = sorted(p for name in folders for p in (package / name).rglob("*.py"))
    return hashlib.blake2b(b"".join(p.read_bytes() for p in files), digest_size=4).hexdigest()
