"""A file that a transcription can be resumed from: JSON Lines, one a window, in their order.

    {"checkpoint": 2, "engine": "0.1.0", "model": "3f2a…", "language": "sv", "channels": 1,
     "track": null}
    {"window": 0, "channel": 0, "from": 8000, "to": 131072, "language": ["sv", 1], "segments": […],
     "unread": [[12.5, 14.0, false]]}

The same audio always makes the same windows, so decoding and VAD run again from the beginning
(some seven CPU seconds for an hour) and the model only where this file ends. A line that was not
written to its end counts as not written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from . import __version__
from .audio.options import TrackChoice
from .errors import CheckpointRefused
from .speech.mel_window import PlacedWindow
from .transcript.segments import Segment, WindowResult
from .whisper.language import Language
from .whisper.window_text import Unread
from .whisper.words import Word

_FORM = 2
_BEGINS = b'{"checkpoint": '
_LONGEST_LINE = 1 << 20  # bytes; a window of 30 s takes some 20 kB


@dataclass(frozen=True)
class Run:
    """What two runs must have in common for one to go on where the other ended.

    `model`: the SHA-256 of its manifest; `language` and `track`: as asked for.
    """

    model: str
    language: str
    channels: int
    track: TrackChoice | None = None


@dataclass(frozen=True)
class Record:
    """What came of one window. `bounds`: its first and last sample of the file, as [from, to)."""

    number: int
    channel: int
    bounds: tuple[int, int]
    language: Language
    result: WindowResult


class Checkpoint:
    """Goes on with what is there already, if anything; to be closed."""

    def __init__(self, path: Path, run: Run) -> None:
        """Raises CheckpointRefused if the file belongs to another run, or cannot be written."""
        self._path = path
        self._file = _open(path)
        self._refuse_other_files()
        self.known = _drop_torn_line(self._file) - 1  # windows that are transcribed already
        header = {"checkpoint": _FORM, "engine": __version__, **asdict(run)}
        if self.known < 0:
            self.known = 0
            self._append([header])
        else:
            self._compare(header)

    def records(self) -> Iterator[Record]:
        """Those of the earlier runs, in order, read as they are asked for. Raises CheckpointRefused."""
        with self._path.open("rb") as file:
            file.readline(_LONGEST_LINE)
            for _ in range(self.known):
                try:
                    yield _record(json.loads(file.readline(_LONGEST_LINE)))
                except (ValueError, KeyError, TypeError) as e:
                    raise CheckpointRefused(
                        f"The checkpoint {self._path.name} is damaged; the transcript was not"
                        " finished; begin again with another file."
                    ) from e

    def add(self, records: Sequence[Record]) -> None:
        """Appends what was just transcribed; it is on the disk when this returns."""
        self._append([_line(record) for record in records])

    def close(self) -> None:
        self._file.close()

    def _append(self, lines: Sequence[dict[str, Any]]) -> None:
        self._file.seek(0, os.SEEK_END)
        self._file.write("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines).encode())
        self._file.flush()
        os.fsync(self._file.fileno())

    def _refuse_other_files(self) -> None:
        """Before anything of it is cut off: it may be somebody's recording."""
        begins = self._file.read(len(_BEGINS))
        self._file.seek(0)
        if not _BEGINS.startswith(begins):
            raise CheckpointRefused(
                f"{self._path.name} is no checkpoint; nothing was transcribed, and it is as it was;"
                " give a checkpoint, or a name that is free."
            )

    def _compare(self, header: dict[str, Any]) -> None:
        self._file.seek(0)
        try:
            found = dict(json.loads(self._file.readline(_LONGEST_LINE)))
        except (ValueError, TypeError):
            found = {}
        differing = [key for key, value in header.items() if found.get(key) != value]
        if differing:
            raise CheckpointRefused(
                f"The checkpoint {self._path.name} is of another run ({', '.join(differing)});"
                " nothing was transcribed; give that run's options and model, or another file."
            )


def check_same(window: PlacedWindow, record: Record) -> None:
    """Raises CheckpointRefused unless the record is of this window: then it is of other audio."""
    ours = (window.number, window.channel, window.excerpt.bounds)
    if ours != (record.number, record.channel, record.bounds):
        raise CheckpointRefused(
            "The checkpoint is of other audio; nothing more was transcribed;"
            " give the audio that it was made from, or another file."
        )


def _open(path: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as e:
        raise CheckpointRefused(
            f"The checkpoint {path.name} cannot be written ({e.strerror});"
            " nothing was transcribed; check the path and its permissions."
        ) from e


def _drop_torn_line(file: BinaryIO) -> int:
    """Cuts off what does not end with a newline -> how many lines there are."""
    lines, end = 0, 0
    while file.readline(_LONGEST_LINE).endswith(b"\n"):
        lines, end = lines + 1, file.tell()
    file.truncate(end)
    return lines


def _line(record: Record) -> dict[str, Any]:
    start, end = record.bounds
    return {
        "window": record.number,
        "channel": record.channel,
        "from": start,
        "to": end,
        "language": [record.language.code, record.language.probability],
        "segments": [asdict(s) for s in record.result.segments],
        "unread": [[u.start, u.end, u.no_speech] for u in record.result.unread],
    }


def _record(line: dict[str, Any]) -> Record:
    result = WindowResult(
        [_segment(s) for s in line["segments"]], [Unread(*u) for u in line["unread"]]
    )
    bounds = (line["from"], line["to"])
    return Record(line["window"], line["channel"], bounds, Language(*line["language"]), result)


def _segment(told: dict[str, Any]) -> Segment:
    words = tuple(Word(**w) for w in told["words"])
    return Segment(**{**told, "flags": tuple(told["flags"]), "words": words})
