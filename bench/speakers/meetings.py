"""Half minutes of AMI meetings with their turns, as pyannote.audio's tests ship them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from clips import RATE, read
from conversations import Case
from der import Turn

_SAMPLE = "sample"  # another one, in the package itself


def meeting(root: Path, names: Sequence[str]) -> Case:
    """The named excerpts one after the other. root: the unpacked package."""
    (package,) = root.glob("pyannote*")
    parts, turns, at = [], [], 0.0
    for name in names:
        is_sample = name == _SAMPLE
        folder = package / ("src/pyannote/audio/sample" if is_sample else "tests/data")
        audio = read(folder / f"{name}.wav")
        end = at + len(audio) / RATE
        for path in sorted(folder.glob("*.rttm")):
            turns += [
                Turn(at + start, min(at + stop, end), who)
                for file, start, stop, who in _turns(path)
                if file == name
            ]
        parts.append(audio)
        at = end
    return Case("AMI " + ", ".join(names), np.concatenate(parts), turns)


def _turns(path: Path) -> Iterator[tuple[str, float, float, str]]:
    """SPEAKER file channel start duration <NA> <NA> speaker …"""
    for line in path.read_text(encoding="utf-8").splitlines():
        _, file, _, start, duration, _, _, who, *_ = line.split()
        yield file, float(start), float(start) + float(duration), who
