"""The voices of a file's windows, kept beside its checkpoint: JSON Lines, one per window, in order.

    {"speakers": 1, "engine": "0.1.0", "networks": ["e0b4…", "32b2…"], "rules": {…}, "channels": 1,
     "track": null}
    {"window": 0, "sound": [94720, -23.41], "voices": [[{"spans": [[1.2, 4.0]], "alone": 2.5,
     "vector": "…"}]]}

How many speakers were asked for does not matter: the voices are the same. Lines of other networks
or other audio, and from a damaged line on, are computed again; nothing here fails a transcript.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from .. import __version__
from ..diagnostics import log
from .voices import Voices
from .window_voices import voices_json, voices_of
from .windows import HeardWindow, Sound

_FORM = 1
_BEGINS = b'{"speakers": '
_LONGEST_LINE = 1 << 20  # bytes; a window of 10 s takes some 3 kB
_SAME_LEVEL = 0.011  # dB


class SideFile:
    """Read and written window by window, by one thread. Must be closed.

    Not synced to the disk: what is lost is computed again.
    """

    def __init__(self, path: Path, run: dict[str, Any]) -> None:
        """`run`: what must be equal for its lines to be used."""
        self._file = _open(path)
        self._end = 0  # of the lines that are known or written
        self._reads = False
        header = _line({"speakers": _FORM, "engine": __version__, **run})
        if self._file is not None:
            self._begin(self._file, header)

    def known(self, window: HeardWindow) -> Voices | None:
        """The window's voices, if an earlier run has written them. Call for each window, in order."""
        if self._file is None or not self._reads:
            return None
        line = self._file.readline(_LONGEST_LINE)
        if line.endswith(b"\n"):
            with suppress(ValueError, KeyError, TypeError):
                voices = _voices(line, window)
                self._end += len(line)
                return voices
            _warn("the rest is of other audio, or damaged; it is computed again")
        self._reads = False
        self._truncate()
        return None

    def add(self, window: HeardWindow, voices: Voices) -> None:
        """Appends a window that was not known."""
        sound = [window.sound.speech, window.sound.level]
        fields = {"window": window.number, "sound": sound, "voices": voices_json(voices)}
        self._append(_line(fields))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _begin(self, file: BinaryIO, header: bytes) -> None:
        begins = file.read(len(_BEGINS))
        file.seek(0)
        if not _BEGINS.startswith(begins):  # perhaps somebody's recording
            _warn("the file is something else; it is left as it is, and nothing is kept")
            file.close()
            self._file = None
            return
        found = file.readline(_LONGEST_LINE)
        if found == header:
            self._end, self._reads = len(header), True
            return
        if found.endswith(b"\n"):
            _warn("it is of another run; all is computed again")
        self._truncate()
        self._append(header)

    def _append(self, line: bytes) -> None:
        if self._file is None:
            return
        try:
            self._file.seek(self._end)
            self._file.write(line)
            self._file.flush()
            self._end += len(line)
        except OSError as e:
            self._keep_no_more(e)

    def _truncate(self) -> None:
        assert self._file is not None
        try:
            self._file.truncate(self._end)
        except OSError as e:
            self._keep_no_more(e)

    def _keep_no_more(self, error: OSError) -> None:
        _warn("it cannot be written; nothing more is kept", error)
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # what is not written yet
                file.close()


def _open(path: Path) -> BinaryIO | None:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as e:
        _warn("it cannot be opened; nothing is kept", e)
        return None


def _voices(line: bytes, window: HeardWindow) -> Voices:
    """Raises ValueError, KeyError or TypeError, also for the line of other audio."""
    fields = json.loads(line)
    found, ours = Sound(*fields["sound"]), window.sound
    same_level = abs(found.level - ours.level) <= _SAME_LEVEL
    if fields["window"] != window.number or found.speech != ours.speech or not same_level:
        raise ValueError("of other audio")
    return voices_of(fields["voices"])


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def _warn(what: str, error: OSError | None = None) -> None:
    cause = None if error is None else error.strerror
    log("warn", "the side file of the speakers is not used as it is", what=what, cause=cause)
