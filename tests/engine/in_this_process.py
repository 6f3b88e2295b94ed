"""Runs the engine's command in this process, for tests of what it makes of audio.

Only the processes are missing. The arguments, the request, the standard streams, the events and
the errors are those of the command, and the decoder's messages come through a pipe, from a thread.
Models stay loaded and remember their answers.
"""

from __future__ import annotations

import io
import json
import os
import select
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from io import FileIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, cast

import pytest
from engine_command import Run, finished_run
from fast_transcribe import cli, session
from fast_transcribe.audio import decoder_main, decoders
from fast_transcribe.audio.decoder_ending import DecoderEnding
from fast_transcribe.audio.decoder_process import Decoder
from fast_transcribe.engine import Engine, load_engine
from fast_transcribe.whisper.model import ModelOptions
from remembering_model import Answers, remembering


def transcribe(
    *arguments: str | Path, model: Path, request: str | bytes = "", folder: Path | None = None
) -> Run:
    """As engine_command.transcribe."""
    command = [str(argument) for argument in (*arguments, "--model", model)]
    given = request.encode() if isinstance(request, str) else request
    with TemporaryFile() as events, TemporaryFile() as diagnostics:
        with pytest.MonkeyPatch.context() as patch, _streams(given, diagnostics):
            patch.setattr(cli, "claim_stdout", events.fileno)
            patch.setattr(decoders, "Decoder", DecoderHere)
            patch.setattr(session, "load_engine", _loaded)
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
            if folder is not None:
                patch.chdir(folder)
            status = _status(command)
        return finished_run(status, _written(events), _written(diagnostics))


def _status(command: list[str]) -> int:
    try:
        return cli.main(command)
    except SystemExit as wrong_use:
        return int(wrong_use.code or 0)


class DecoderHere(Decoder):
    """The decoder's program in a thread: the same request and messages, through the same pipes."""

    has_ended = False

    def __init__(self, standard_input: bool) -> None:
        request, self._request = os.pipe()
        answers, messages = os.pipe()
        self._ending = DecoderEnding(cast("subprocess.Popen[bytes]", _Ended()))
        self._pipe = cast(io.BufferedReader, os.fdopen(answers, "rb"))
        self._thread = threading.Thread(target=_decode, args=(request, messages))
        self._thread.start()

    def close(self) -> None:
        os.close(self._request)
        self._pipe.close()
        self._thread.join()

    def lower_priority(self) -> None:
        """A thread has the priority of its process."""


class _Ended:
    def wait(self) -> int:
        """Status of a program that an exception ends."""
        return 1


def _decode(request: int, messages: int) -> None:
    with FileIO(request) as requests, FileIO(messages, "w"), suppress(BrokenPipeError):
        line = requests.readline()
        if line:
            messages_of = decoder_main.MessageWriter(messages)
            decoder_main._decode(json.loads(line), messages_of, heard=lambda sound: None)


_engines: dict[object, Engine] = {}
_answers: dict[object, Answers] = {}


def _loaded(options: ModelOptions, batch_size: int | None) -> Engine:
    """As load_engine; a model whose files have not changed stays loaded."""
    stats = [file.stat() for file in sorted(options.directory.glob("*"))]
    files = tuple((s.st_ino, s.st_size, s.st_mtime_ns) for s in stats)
    if (files, options, batch_size) not in _engines:
        engine = load_engine(options, batch_size)
        kind = files, engine.whisper.device, engine.whisper.compute_type, options.threads
        answers = _answers.setdefault(kind, {})
        _engines[files, options, batch_size] = remembering(engine, answers)
    return _engines[files, options, batch_size]


@contextmanager
def _streams(given: bytes, diagnostics: IO[bytes]) -> Iterator[None]:
    """The process's own input, output and errors, which libraries use too."""
    kept = [os.dup(n) for n in (0, 1, 2)]
    read_end, write_end = os.pipe()
    writer = threading.Thread(target=_write, args=(write_end, given))
    try:
        os.dup2(read_end, 0)
        os.close(read_end)
        os.dup2(diagnostics.fileno(), 1)
        os.dup2(diagnostics.fileno(), 2)
        writer.start()
        if len(given) <= select.PIPE_BUF:
            writer.join()  # the pipe holds it: no thread is left beside those of the command
        text = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - closed below
        with text, redirect_stderr(text):
            yield
    finally:
        for number, descriptor in enumerate(kept):
            os.dup2(descriptor, number)
            os.close(descriptor)
        writer.join()


def _write(descriptor: int, content: bytes) -> None:
    with suppress(BrokenPipeError), FileIO(descriptor, "w") as file, io.BufferedWriter(file) as out:
        out.write(content)


def _written(file: Any) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content
