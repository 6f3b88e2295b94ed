"""Audio sources: a file by its path, or standard input."""

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
    """Bytes that can be read again from the beginning, until `keep_no_more`."""

    @property
    def size(self) -> int | None:
        """Bytes; None while a pipe is still open."""

    def read(self, count: int, /) -> bytes:
        """Up to `count` bytes, as many as are available; empty at the end."""

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int: ...

    def tell(self) -> int: ...

    def keep_no_more(self) -> None:
        """From now on reads are sequential."""


class FileSource:
    """A regular file; its size is read once."""

    def __init__(self, file: FileIO) -> None:
        self.size: int | None = os.fstat(file.fileno()).st_size
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def keep_no_more(self) -> None:
        """A file needs no copy."""


@contextmanager
def open_source(path: str) -> Iterator[AudioSource]:
    """path: a file, or "-" for standard input, which may be a pipe. Raises AudioUnreadable."""
    with _open(path) as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            yield FileSource(file)
        elif path == STANDARD_INPUT:
            from .pipe import PipeSource  # imports modules that a file does not need

            with PipeSource(file) as pipe:
                yield pipe
        else:
            raise AudioUnreadable(
                "The audio's path is no regular file; nothing was transcribed;"
                " give a file's path, or - and the audio on standard input."
            )


def read_fully(source: AudioSource, count: int) -> bytes:
    """`count` bytes, fewer only at the end; one read of a pipe may return less."""
    data = b""
    while len(data) < count and (more := source.read(count - len(data))):
        data += more
    return data


def _open(path: str) -> FileIO:
    try:
        if path == STANDARD_INPUT:
            return FileIO(0, closefd=False)
        return FileIO(path, opener=_open_without_waiting)
    except (OSError, ValueError) as e:  # ValueError: not a valid path
        reason = e.strerror if isinstance(e, OSError) else e
        raise AudioUnreadable(
            f"The audio cannot be opened ({reason}); nothing was transcribed;"
            " check the path and its permissions."
        ) from e


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # a named pipe would block until it has a writer
