"""Pipes with content."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO

from engine_command import LONGEST_RUN
from fast_transcribe.audio.pipe import PipeSource

PIPE_HOLDS = 60_000  # bytes that Linux takes without a reader: 64 kB


@contextmanager
def pipe_of(content: bytes, most_bytes: int = 10**9) -> Iterator[PipeSource]:
    """A pipe whose writer has closed it."""
    assert len(content) <= PIPE_HOLDS
    read_end, write_end = os.pipe()
    os.write(write_end, content)
    os.close(write_end)
    with FileIO(read_end) as pipe, PipeSource(pipe, most_bytes) as source:
        yield source


class Feeder:
    """Writes to a pipe, the second half only on request, or if nothing reads."""

    def __init__(self, content: bytes) -> None:
        read_end, write_end = os.pipe()
        self.pipe = FileIO(read_end)
        self.go_on = threading.Event()
        self.was_told = False
        self._thread = threading.Thread(target=self._feed, args=(content, write_end))
        self._thread.start()

    def close(self) -> None:
        self.go_on.set()
        self.pipe.close()
        self._thread.join()

    def _feed(self, content: bytes, write_end: int) -> None:
        half = len(content) // 2
        try:
            with FileIO(write_end, "w") as out, io.BufferedWriter(out) as writer:
                writer.write(content[:half])
                writer.flush()
                self.was_told = self.go_on.wait(LONGEST_RUN / 2)
                writer.write(content[half:])
        except BrokenPipeError:
            pass  # the reader has closed the pipe, which its test checks


@contextmanager
def fed(content: bytes, at_once: bool = True) -> Iterator[tuple[PipeSource, Feeder]]:
    """A pipe with this content."""
    feeder = Feeder(content)
    if at_once:
        feeder.go_on.set()
    try:
        with PipeSource(feeder.pipe) as source:
            yield source, feeder
    finally:
        feeder.close()
