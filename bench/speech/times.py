"""Error of word times, against the energy of the prompts with pauses."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from alignment import align
from numpy.typing import NDArray
from place import Place
from recordings import Recording
from speech_sets import speech_set
from table import table
from transcribed import hear_all
from transcripts import Transcript
from wave_file import read_wav

Stored = dict[str, Any]
RECORDING = "en_pause"
_LOUD = 0.008  # of full scale, over 10 ms: the prompts' noise is 3e-4
_FAR = 1.0  # seconds
_LONG = 1.5  # seconds: longer than any word here


@dataclass(frozen=True)
class SpokenWord:
    """Seconds; `start` only for a prompt's first word, `end` only for its last, else None."""

    text: str
    start: float | None
    end: float | None


def measure(place: Place) -> Stored:
    """Raises PackageMissing."""
    recordings = speech_set("prompts", place.folder / "sets").recordings
    recording = next(r for r in recordings if r.name == RECORDING)
    spoken = list(spoken_words(recording))
    heard = hear_all(place.systems, recording)
    return {name: _figures(spoken, t) for name, t in heard.items() if t.words}


def tell(stored: Stored) -> str:
    head = [
        f"{RECORDING}, seconds",
        "first word's start: prompts, mean error",
        f"over {_FAR:.0f} s off",
        "last word's end: mean error",
        f"over {_FAR:.0f} s off",
        f"words over {_LONG} s",
        "words of no length",
    ]
    return table(head, [[name, *_cells(figures)] for name, figures in stored.items()])


def _cells(figures: Stored) -> Iterator[str]:
    for at in ("starts", "ends"):
        off = [abs(difference) for difference in figures[at]]
        count = f"{len(off)}, " if at == "starts" else ""
        yield f"{count}{statistics.mean(off):.2f}" if off else "none"
        yield str(sum(difference > _FAR for difference in off))
    yield f"{figures['long']} of {figures['words']}"
    yield str(figures["empty"])


def spoken_words(recording: Recording) -> Iterator[SpokenWord]:
    """The words of all prompts, with the times of rising and falling energy."""
    samples, rate = read_wav(recording.audio)
    for sentence in recording.sentences or ():
        assert sentence.span is not None
        begin, end = (int(second * rate) for second in sentence.span)
        part = samples[begin:end]
        loud = np.flatnonzero(_level(part, rate) > _LOUD)
        words = _plain_words(sentence.text)
        first, last = ((begin + at) / rate for at in (loud[0], loud[-1]))
        for i, word in enumerate(words):
            start = first if i == 0 else None
            yield SpokenWord(word, start, last if i == len(words) - 1 else None)


def _level(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Mean magnitude over 10 ms around each sample."""
    width = rate // 100
    return np.convolve(np.abs(samples), np.full(width, 1 / width, np.float32), "same")


def _figures(spoken: Sequence[SpokenWord], transcript: Transcript) -> Stored:
    """Differences in seconds, heard - spoken, of the correct words."""
    heard = [(plain, word) for word in transcript.words for plain in _plain_words(word.text)]
    hits = align([s.text for s in spoken], [plain for plain, _ in heard]).hits()
    pairs = [(spoken[a], heard[b][1]) for a, b in hits]
    lengths = [word.end - word.start for word in transcript.words]
    return {
        "starts": [w.start - s.start for s, w in pairs if s.start is not None],
        "ends": [w.end - s.end for s, w in pairs if s.end is not None],
        "words": len(lengths),
        "long": sum(length > _LONG for length in lengths),
        "empty": sum(length <= 0 for length in lengths),
    }


def _plain_words(text: str) -> list[str]:
    """Lower case without punctuation; numbers as written."""
    plain = (re.sub(r"[^a-z0-9']", "", word) for word in text.lower().split())
    return [word for word in plain if word]
