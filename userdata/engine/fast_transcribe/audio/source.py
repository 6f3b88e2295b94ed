"""Where the audio comes from: a file by its path, or whatever stands on standard input."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from typing import Protocol

from ..errors import AudioUnreadable

STANDARD_INPUT = "-"


class AudioSource(Protocol):
    """Bytes that can be read again from their beginning."""

    @property
    def size(self) -> int | None:
        """In bytes; None as long as a pipe has not come to its end."""

    def read(self, count: int, /) -> bytes:
        """Up to `count` bytes, as many as there are now; none at the end."""

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int: ...

    def tell(self) -> int: ...

    def keep_no_more(self) -> None:
        """From here on it is read forwards only."""


class FileSource:
    """A regular file, as it is now."""

    def __init__(self, file: FileIO) -> None:
        self.size: int | None = os.fstat(file.fileno()).st_size
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def keep_no_more(self) -> None:
        """It was kept before it came here."""


@contextmanager
def open_source(path: str) -> Iterator[AudioSource]:
    """A file, or standard input for "-", which may be a pipe. Raises AudioUnreadable."""
    with _open(path) as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            yield FileSource(file)
        elif path == STANDARD_INPUT:
            from .pipe import PipeSource  # brings modules that a file does not need

            with PipeSource(file) as pipe:
                yield pipe
        else:
            raise AudioUnreadable(
                "The audio's path is no regular file; nothing was transcribed;"
                " give a file's path, or - and the audio on standard input."
            )


def read_fully(source: AudioSource, count: int) -> bytes:
    """`count` bytes, fewer only at the end: a pipe gives what has come so far."""
    data = b""
    while len(data) < count and (more := source.read(count - len(data))):
        data += more
    return data


def _open(path: str) -> FileIO:
    try:
        if path == STANDARD_INPUT:
            return FileIO(0, closefd=False)
        return FileIO(path, opener=_open_without_waiting)
    except (OSError, ValueError) as e:  # ValueError: a path that cannot be one
        reason = e.strerror if isinstance(e, OSError) else e
        raise AudioUnreadable(
            f"The audio cannot be opened ({reason}); nothing was transcribed;"
            " check the path and its permissions."
        ) from e


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # a named pipe would wait for its writer
