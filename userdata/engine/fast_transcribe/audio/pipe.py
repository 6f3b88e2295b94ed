"""A seekable pipe, for formats such as mp4 that often have their index at the end."""

from __future__ import annotations

import os
import tempfile
from io import FileIO
from types import TracebackType

from ..errors import AudioTooLong, EngineError

# 12 hours, the default --max-seconds, of 48 kHz 24 bit stereo are 12.4 GB. Video or an endless pipe
# brings more; the limit keeps the disk from filling up.
MOST_BYTES = 20_000_000_000
_AT_ONCE = 1 << 20  # bytes per read when skipping ahead


class PipeSource:
    """Keeps the bytes read in an unnamed temporary file until `keep_no_more`.

    Reads only as far as asked, so audio is decoded before the pipe has ended.
    """

    def __init__(self, pipe: FileIO, most_bytes: int = MOST_BYTES) -> None:
        os.set_blocking(pipe.fileno(), True)  # its creator may have made it non-blocking
        self._pipe = pipe
        self._most = most_bytes
        self._kept: FileIO | None = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - keep_no_more closes it
        self._come = 0  # bytes received
        self._at = 0
        self._ended = False

    def __enter__(self) -> PipeSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.keep_no_more()

    @property
    def size(self) -> int | None:
        return self._come if self._ended else None

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Reads nothing. -1, FFmpeg's "unknown", for the end while the pipe is still open."""
        if whence == os.SEEK_END and not self._ended:
            return -1
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._come}[whence]
        return self._at

    def read(self, count: int, /) -> bytes:
        """Up to `count` bytes. Raises AudioTooLong, or EngineError if the disk is full."""
        while self._come < self._at and not self._ended:
            self._read_on(min(self._at - self._come, _AT_ONCE))
        if self._at < self._come:
            data = self._again(count)
        elif self._ended:
            data = b""
        else:
            data = self._read_on(count)
        self._at += len(data)
        return data

    def keep_no_more(self) -> None:
        """Deletes the temporary file; from now on reads are sequential."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _again(self, count: int) -> bytes:
        if self._kept is None:
            raise ValueError("nothing was kept to be read again")
        return os.pread(self._kept.fileno(), count, self._at)

    def _read_on(self, count: int) -> bytes:
        data = self._pipe.read(count)
        self._ended = not data
        if self._come + len(data) > self._most:
            raise AudioTooLong(
                f"Standard input brought more than {self._most / 1e9:g} GB; it was not transcribed"
                " to its end; send a file, or compressed audio."
            )
        if self._kept is not None:
            self._keep(data)
        self._come += len(data)
        return data

    def _keep(self, data: bytes) -> None:
        assert self._kept is not None
        try:
            while data:
                data = data[self._kept.write(data) :]
        except OSError as e:
            raise EngineError(
                f"Standard input could not be kept on the disk ({e.strerror}); the audio was not"
                f" transcribed; free some room in {tempfile.gettempdir()}, or send a file."
            ) from e
