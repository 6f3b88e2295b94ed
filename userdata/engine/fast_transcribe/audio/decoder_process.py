"""Decodes in a child process: no contention for Python's lock, and FFmpeg may crash.

Decoding returns to Python for every 26 ms of MP3, and the VAD several times for every 32 ms: two
threads of one process would hand over the lock a million times per hour of audio, for 1.5 times the
CPU time. Untrusted files are also parsed where a crash affects nothing else.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from ..errors import (
    AudioEmpty,
    AudioNeedsMemory,
    AudioTooLong,
    AudioUnreadable,
    AudioUnsupported,
    EngineError,
    UsageError,
)
from ..priority import lower_process_priority
from .decoder_ending import DecoderEnding, needs_memory
from .gap import Gap
from .limits import Limits, limits_for, size_of
from .options import DecodeOptions
from .rate import RATE
from .recording import Recording
from .samples import Samples, sanitised
from .track import Track

_PACKAGES = Path(__file__).resolve().parents[2]
_PROGRAM = "fast_transcribe.audio.decoder_main"
_PIPE_BYTES = 1 << 20  # holds a block of 10 s; Linux's default of 64 kB takes ten turns
# Bytes. FFmpeg reads at most 1000 tracks, with a title and a language of at most 200 characters,
# which take 12 bytes each in JSON
_MOST_LINE = 1 << 23
_ERRORS = {
    e.__name__: e for e in (AudioEmpty, AudioTooLong, AudioUnreadable, AudioUnsupported, UsageError)
}


class Decoder:
    """A child process that decodes one file. Started early, it has finished its imports by then."""

    def __init__(self, standard_input: bool) -> None:
        """standard_input: whether the child inherits this process's; else it has none."""
        request, self._request = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", _PROGRAM, str(request)],
            stdin=None if standard_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            pass_fds=(request,),
            env={**os.environ, "PYTHONPATH": _python_path()},
        )
        os.close(request)
        assert isinstance(self._process.stdout, BufferedReader)
        self._ending = DecoderEnding(self._process)
        self._pipe = self._process.stdout
        with suppress(OSError):  # not supported, or over the user's limit for pipes
            fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

    def __enter__(self) -> Decoder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    def close(self) -> None:
        """Kills the process."""
        os.close(self._request)
        self._process.kill()
        self._process.wait()

    def lower_priority(self) -> None:
        """Lowers the process's priority, for a model that runs on the CPU."""
        lower_process_priority(self._process.pid)

    def open(self, path: str, options: DecodeOptions, limits: Limits | None = None) -> DecodedFile:
        """Call once. Raises UsageError or one of the Audio* errors (errors.py).

        limits: None for those of the file's size.
        """
        limits = limits or limits_for(size_of(path))
        asked = {
            "path": path,
            "maxSeconds": options.max_seconds,
            "split": options.split,
            "track": options.track,
            "limits": limits.as_json(),
        }
        with suppress(BrokenPipeError):  # it has crashed, which the next read reports
            os.write(self._request, json.dumps(asked).encode() + b"\n")
        return DecodedFile(MessageReader(self._pipe, self._ending, limits))


class MessageReader:
    """Reads the child's messages; decoder_main.py documents their format."""

    def __init__(self, pipe: BufferedReader, ending: DecoderEnding, limits: Limits) -> None:
        self._pipe = pipe
        self._ending = ending
        self._limits = limits
        self._sound = 0.0  # seconds so far

    def next(self) -> tuple[str, Mapping[str, Any]]:
        """The next message's name and fields. Raises the child's error, or one for its crash."""
        line = self._pipe.readline(_MOST_LINE)
        if not line.endswith(b"\n"):
            raise self._crash()
        ((name, fields),) = json.loads(line).items()
        if name == "failed":
            if fields["error"] == AudioNeedsMemory.__name__:
                raise needs_memory(self._limits)
            raise _ERRORS.get(fields["error"], EngineError)(fields["message"])
        return name, fields

    def samples(self, channels: int, count: int) -> Samples:
        """float32 [channels, count], not sanitised."""
        samples = np.empty((channels, count), np.float32)
        if self._pipe.readinto(samples.data.cast("B")) < samples.nbytes:
            raise self._crash()
        self._sound += count / RATE
        return samples

    def _crash(self) -> EngineError:
        return self._ending.error(self._limits, self._sound)


class DecodedFile(Recording):
    """A file that a child process decodes."""

    def __init__(self, messages: MessageReader) -> None:
        self._messages = messages
        _, opened = messages.next()
        tracks = [Track(**track) for track in opened["tracks"]]
        super().__init__(opened["channels"], opened["declared"], tracks)

    def blocks(self) -> Iterator[Samples]:
        return self.compared(self._decoded())

    def _decoded(self) -> Iterator[Samples]:
        while not self.ended:
            message, fields = self._messages.next()
            self.gaps += [Gap(*gap) for gap in fields["gaps"]]
            if message == "ended":
                self.truncated = fields["truncated"]
                self.ended = True
                return
            block = sanitised(self._messages.samples(self.channels, fields["samples"]))
            self.samples += fields["samples"]
            self.share_read = fields["shareRead"]
            self.declared = fields["declared"]
            yield block


def _python_path() -> str:
    known = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(_PACKAGES), *([known] if known else [])])
