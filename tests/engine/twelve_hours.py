"""Twelve hours of a conversation of six, simulated: 10 minutes 72 times, their voices a little
different each time. Prints the growth of memory in bytes, and how much of the text has its speaker.

Without audio and networks: the voices of each window are made up, and so are the segments.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import numpy as np
from fast_transcribe.audio.recording import Recording
from fast_transcribe.audio.samples import Samples
from fast_transcribe.speakers import diarization
from fast_transcribe.speakers.diarization import (
    Diarization,
    FileRun,
    Final,
    FoundSpeakers,
    SpeakerOrder,
)
from fast_transcribe.speakers.networks import VECTOR
from fast_transcribe.speakers.options import SpeakerCount
from fast_transcribe.speakers.voices import Piece, Voices
from fast_transcribe.speakers.windows import WINDOW, HeardWindow
from fast_transcribe.speech.heard import Heard
from fast_transcribe.transcript.segments import Segment, segment_of_words
from fast_transcribe.whisper.words import Word

SPEAKERS = 6
WINDOWS = 72 * 60  # of 10 s; three turns each
JITTER = 0.6  # the length of the noise that is added to a voice of length 1


class Voicebox:
    """Takes the place of the networks."""

    def __init__(self, directory: Path) -> None:
        self.identity = {"networks": "simulated"}
        rng = np.random.default_rng(1)
        self._voices = rng.normal(0, VECTOR**-0.5, (SPEAKERS, VECTOR))
        self._rng = np.random.default_rng(2)

    def voices(self, window: HeardWindow) -> Voices:
        """Each of the window's speakers is a voice."""
        begins = window.number * 10.0
        return tuple(
            (Piece(((begins + 3.3 * i, begins + 3.3 * i + 3.0),), self._vector(who), 3.0),)
            for i, who in enumerate(speaking(window.number))
        )

    def _vector(self, who: int) -> np.ndarray:
        noise = self._rng.normal(0, JITTER * VECTOR**-0.5, VECTOR)
        vector = self._voices[who] + noise
        return (vector / np.linalg.norm(vector)).astype(np.float16)


def speaking(window: int) -> list[int]:
    """Three different ones of the six, the same every 10 minutes."""
    rng = np.random.default_rng(window % 60)
    return [int(who) for who in rng.permutation(SPEAKERS)[:3]]


def segments(window: int) -> Iterator[Segment]:
    for turn in range(3):
        begins = window * 10.0 + 3.3 * turn
        starts = [begins + 0.3 * i for i in range(10)]
        words = [Word(s, s + 0.28, f"ord{round(s)}", 0.987654321) for s in starts]
        yield segment_of_words(words, [[]] * len(words))


class NoRecording(Recording):
    """Of that length."""

    def __init__(self) -> None:
        super().__init__(1, None)
        self.samples, self.ended = WINDOWS * WINDOW, True

    def blocks(self) -> Iterator[Samples]:
        return iter(())


def peak() -> int:
    """Most bytes of memory so far. On Linux getrusage counts the process that started this one too."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line[:6] == "VmHWM:") * 1024


def main(folder: Path) -> None:
    silence = np.zeros((1, WINDOW), np.float32)
    before = peak()
    with mock.patch.object(diarization, "VoiceFinder", Voicebox):
        order = SpeakerOrder(SpeakerCount(), folder)
        found = Diarization(order, FileRun(1, None, folder / "checkpoint"))
        for window in range(WINDOWS):
            speech = [Heard(0, window * WINDOW, (window + 1) * WINDOW, "speech")]
            found.hear(silence, speech)
            for segment in segments(window):
                found.keep(segment)
        speakers, right, count = 0, 0, 0
        names: dict[str, int] = {}
        for item in found.finals(NoRecording()):
            if isinstance(item, FoundSpeakers):
                speakers = len(item.speakers)
            elif isinstance(item, Final) and isinstance(item.item, Segment):
                window, turn = divmod(item.item.start + 0.01, 10.0)
                said = speaking(int(window))[int(turn / 3.3)]
                right += names.setdefault(item.item.speaker or "", said) == said
                count += 1
        found.close()
    grown = peak() - before
    side = (folder / "checkpoint.speakers").stat().st_size
    told = {"grown": grown, "speakers": speakers, "right": right / count, "segments": count}
    print(json.dumps({**told, "sideFile": side, "flags": found.flags}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
