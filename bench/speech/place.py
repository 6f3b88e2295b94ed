"""Settings of a run: systems, sets, folders."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from normaliser import Normaliser
from one_run import Request
from packages import PackageMissing
from prompts import excerpt
from recordings import SpeechSet
from speech_sets import speech_set
from systems import Engine, FasterWhisper, System


@dataclass(frozen=True)
class Place:
    """`folder` is .bench/speech; `faster_whisper` is None if it may not run.

    `seconds`: length of the timed beginning of a recording; None: all of it.
    """

    folder: Path
    model: Path
    engines: Sequence[Engine]
    faster_whisper: Path | None
    normaliser: Normaliser
    set_names: Sequence[str]
    pairs: int
    seconds: float | None

    @property
    def texts(self) -> Path:
        return self.folder / date.today().isoformat()

    @property
    def results(self) -> Path:
        return self.folder / "results"

    @property
    def systems(self) -> list[System]:
        kept = self.folder / "theirs"
        theirs = [
            FasterWhisper(mode, self.faster_whisper, self.model, kept)
            for mode in ("batched", "sequential")
        ]
        return [*self.engines, *theirs]

    def timed(self, name: str) -> Request:
        """Request for a timed recording of the prompts. Raises PackageMissing."""
        recordings = speech_set("prompts", self.folder / "sets").recordings
        recording = next(r for r in recordings if r.name == name)
        if self.seconds is not None:
            path = self.folder / "audio" / f"{name}-{self.seconds:.0f}s.wav"
            path.parent.mkdir(exist_ok=True)
            recording = excerpt(recording, (0.0, self.seconds), path)
        return Request(recording.audio, language=recording.language)

    def sets(self) -> Iterator[SpeechSet]:
        """The available sets; reports missing ones."""
        for name in self.set_names:
            try:
                yield speech_set(name, self.folder / "sets")
            except PackageMissing as e:
                print(f"The set {name} is left out: {e}", file=sys.stderr)
