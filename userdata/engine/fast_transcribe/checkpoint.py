"""A file that a transcription can be resumed from: JSON Lines, one per window, in order.

    {"checkpoint": 2, "engine": "0.1.0", "model": "3f2a…", "language": "sv", "channels": 1,
     "track": null}
    {"window": 0, "channel": 0, "from": 8000, "to": 131072, "language": ["sv", 1], "segments": […],
     "unread": [[12.5, 14.0, false]]}

The same audio always gives the same windows, so decoding and VAD run again from the beginning (some
seven CPU seconds per hour of audio) and the model only after the file's last window. An incomplete
last line is discarded.
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
from .whisper.words import Replacement, Word

_FORM = 2
_BEGINS = b'{"checkpoint": '
_LONGEST_LINE = 1 << 20  # bytes; a window of 30 s takes some 20 kB


@dataclass(frozen=True)
class Run:
    """What must be equal for one run to continue another.

    `model`: SHA-256 of its manifest. `language`, `track`: as requested. `vocabulary`: SHA-256 of the
    word list, if there is one; the header has it only then.
    """

    model: str
    language: str
    channels: int
    track: TrackChoice | None = None
    vocabulary: str | None = None

    def as_json(self) -> dict[str, Any]:
        fields = asdict(self)
        if self.vocabulary is None:
            del fields["vocabulary"]
        return fields


@dataclass(frozen=True)
class Record:
    """The result of one window. `bounds`: file samples [from, to), 16 kHz."""

    number: int
    channel: int
    bounds: tuple[int, int]
    language: Language
    result: WindowResult


class Checkpoint:
    """Continues an existing file, or begins one. Must be closed."""

    def __init__(self, path: Path, run: Run) -> None:
        """Raises CheckpointRefused if the file is of another run, or cannot be written."""
        self._path = path
        self._file = _open(path)
        self._refuse_other_files()
        self.known = _drop_torn_line(self._file) - 1  # windows already transcribed
        header = {"checkpoint": _FORM, "engine": __version__, **run.as_json()}
        if self.known < 0:
            self.known = 0
            self._append([header])
        else:
            self._compare(header)

    def records(self) -> Iterator[Record]:
        """The records of earlier runs, in order, read lazily. Raises CheckpointRefused."""
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
        """Appends the records and syncs them to the disk."""
        self._append([_line(record) for record in records])

    def close(self) -> None:
        self._file.close()

    def _append(self, lines: Sequence[dict[str, Any]]) -> None:
        self._file.seek(0, os.SEEK_END)
        self._file.write("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines).encode())
        self._file.flush()
        os.fsync(self._file.fileno())

    def _refuse_other_files(self) -> None:
        """Runs before anything is truncated: the file may be a recording."""
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
        keys = dict.fromkeys([*header, *found])
        differing = [key for key in keys if found.get(key) != header.get(key)]
        if differing:
            raise CheckpointRefused(
                f"The checkpoint {self._path.name} is of another run ({', '.join(differing)});"
                " nothing was transcribed; give that run's options and model, or another file."
            )


def check_same(window: PlacedWindow, record: Record) -> None:
    """Raises CheckpointRefused unless the record is of this window, so of the same audio."""
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
    """Truncates after the last newline -> number of lines."""
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
        "segments": [_fields(s) for s in record.result.segments],
        "unread": [[u.start, u.end, u.no_speech] for u in record.result.unread],
    }


def _fields(segment: Segment) -> dict[str, Any]:
    """Without the speaker of the words, which is not known yet."""
    fields = asdict(segment)
    for word in fields["words"]:
        del word["speaker"]
        if word["replacement"] is None:
            del word["replacement"]
    return fields


def _record(line: dict[str, Any]) -> Record:
    result = WindowResult(
        [segment_of(s) for s in line["segments"]], [Unread(*u) for u in line["unread"]]
    )
    bounds = (line["from"], line["to"])
    return Record(line["window"], line["channel"], bounds, Language(*line["language"]), result)


def segment_of(fields: dict[str, Any]) -> Segment:
    """fields: as asdict makes them. Raises KeyError or TypeError."""
    words = tuple(map(_word, fields["words"]))
    return Segment(**{**fields, "flags": tuple(fields["flags"]), "words": words})


def _word(fields: dict[str, Any]) -> Word:
    replacement = fields.get("replacement")
    return Word(**{**fields, "replacement": replacement and Replacement(**replacement)})
