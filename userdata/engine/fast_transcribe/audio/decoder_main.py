"""Child program that decodes one file: python -m fast_transcribe.audio.decoder_main DESCRIPTOR

Reads one request from the descriptor, a JSON line {"path", "maxSeconds", "split", "track", "limits"},
and writes messages to standard output, each a JSON line:

    {"opened": {"channels": 1, "declared": 3600.1, "tracks": []}}
    {"block": {"samples": 160000, "shareRead": 0.4, "declared": 3600.1, "gaps": [[0, 64000, "…"]]}}
                                                        then that many float32 for each channel
    {"ended": {"truncated": false, "gaps": []}}         or, at any time
    {"failed": {"error": "AudioEmpty", "message": "…"}}

`gaps` has those since the last message; `error` is the name of a class in errors.py. The fields of
`limits` are those of Limits in limits.py; SIGXCPU ends a process that needs more processor time.

The process exits when the other end of the descriptor is closed, even while it waits.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from io import FileIO
from typing import Any

from ..diagnostics import log
from ..errors import AudioNeedsMemory, EngineError
from ..events import claim_stdout
from .decode import AudioFile, DecodeOptions
from .limits import Limits
from .process_limits import ProcessLimits
from .rate import RATE
from .resample import SAMPLE_BYTES
from .source import open_source


def main(descriptor: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and ends this process
    with FileIO(descriptor) as requests:
        messages = MessageWriter(claim_stdout())
        line = requests.readline()
        threading.Thread(target=_end_with, args=(requests,), daemon=True).start()
        if line:
            request = json.loads(line)
            limits = ProcessLimits(Limits(**request["limits"]))
            try:
                _decode(request, messages, limits.heard)
            except MemoryError:
                limits.free_memory()
                _report(AudioNeedsMemory(), messages)


class MessageWriter:
    """Writes messages to a pipe; blocks while the pipe is full."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, message: str, rows: Sequence[bytes] = (), /, **fields: object) -> None:
        line = json.dumps({message: fields}).encode() + b"\n"
        for part in (line, *rows):
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]


def _decode(
    request: dict[str, Any], messages: MessageWriter, heard: Callable[[float], None]
) -> None:
    """heard: called after each block with the seconds of sound so far."""
    try:
        with open_source(request["path"]) as source:
            _send_all(AudioFile(source, _options(request)), messages, heard)
    except EngineError as e:
        _report(e, messages)


def _report(error: EngineError, messages: MessageWriter) -> None:
    cause = error.__cause__ or error.__context__
    if cause is not None:
        log("warn", "the audio was refused", code=error.code, cause=repr(cause))
    messages.send("failed", error=type(error).__name__, message=str(error))


def _options(request: dict[str, Any]) -> DecodeOptions:
    return DecodeOptions(float(request["maxSeconds"]), request["split"], request["track"])


def _send_all(file: AudioFile, messages: MessageWriter, heard: Callable[[float], None]) -> None:
    tracks = [track.as_json() for track in file.tracks]
    messages.send("opened", channels=file.channels, declared=file.declared, tracks=tracks)
    sent = 0  # gaps
    for rows in file.rows():
        messages.send(
            "block",
            rows,
            samples=len(rows[0]) // SAMPLE_BYTES,
            shareRead=file.share_read,
            declared=file.declared,
            gaps=file.gaps[sent:],
        )
        sent = len(file.gaps)
        heard(file.samples / RATE)
    messages.send("ended", truncated=file.truncated, gaps=file.gaps[sent:])


def _end_with(requests: FileIO) -> None:
    """Exits when the parent closes the pipe; nothing else arrives on it."""
    requests.read(1)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
