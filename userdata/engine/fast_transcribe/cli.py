"""The command line: arguments, exit statuses, and the last resort for errors."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .diagnostics import log
from .errors import EngineError
from .events import EventWriter, claim_stdout
from .request import Request

if TYPE_CHECKING:
    from .session import SessionOptions

_EPILOG = """\
events on standard output, one JSON object a line, seconds in the file's own time:
  ready     the model is loaded: engine {version, device, computeType, fallback?}, timings
  segment   id, start, end, text, confidence 0..1, flags, words? [{start, end, word, probability}]
  progress  transcribedSeconds, durationSeconds (null: not known yet), fraction 0..1
  done      language, languageProbability, durationSeconds, confidence (null: no text), segments,
            truncated? (the file ends early; what is there was transcribed), engine, timings
  error     code, message; the exit status is not 0
flags of a segment: low_confidence, repetition. Silence is no error: done, with no segments.
Diagnostics are JSON lines on standard error; they never hold text of the transcript.

audio: wav, mp3, m4a/mp4/mov, flac, ogg, webm/mkv or aac (ADTS), recognised by content.
Nothing but that file is opened: no playlist, no network.

exit status:
  0  transcribed, or --await-request and standard input ended before a request
  1  EngineCrashed       anything that is not listed here
  2                      wrong use of the command line or the request
 10  AudioUnreadable     not audio, or damaged from the start
 11  AudioEmpty          0 bytes, or 0 samples
 12  AudioUnsupported    another container, a playlist, no audio stream, an unknown codec
 13  AudioTooLong        longer than --max-seconds
 20  ModelDamaged        the model's files differ from its manifest.json, or it is not multilingual
"""


def main(arguments: list[str]) -> int:
    """Runs the command and returns its exit status."""
    options = _parser().parse_args(arguments)
    events = EventWriter(claim_stdout())
    try:
        began = time.monotonic()
        from .session import Session  # the model's libraries: slow, and after --help

        session = Session(_session_options(options), events, time.monotonic() - began)
        session.run(sys.stdin)
    except EngineError as e:
        return _fail(e, events)
    except BrokenPipeError:
        log("error", "nobody reads the events any more")
        return EngineError.exit_status
    except Exception as e:
        crash = EngineError(
            f"The engine crashed ({type(e).__name__}: {e}); the audio was not transcribed to its"
            " end; try again, on another machine if it happens twice."
        )
        crash.__cause__ = e
        return _fail(crash, events)
    return 0


def _fail(error: EngineError, events: EventWriter) -> int:
    cause = error.__cause__ or error.__context__
    log("error", "failed", code=error.code, cause=None if cause is None else repr(cause))
    events.error(error)
    return error.exit_status


def _session_options(options: argparse.Namespace) -> SessionOptions:
    from .model import ModelOptions
    from .session import SessionOptions

    return SessionOptions(
        model=ModelOptions(
            options.model, options.device, options.compute_type, options.threads or 0
        ),
        batch_size=options.batch_size,
        max_seconds=options.max_seconds,
        request=Request(options.audio or "", options.language, options.words),
        await_request=options.await_request,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fast_transcribe",
        description="Transcribes one audio file: events as JSON lines on standard output.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("audio", nargs="?", metavar="AUDIO", help="the audio file")
    source.add_argument(
        "--await-request",
        action="store_true",
        help="load the model, say ready, then read one JSON line from standard input,"
        ' {"audio": "/path", "language"?: "sv", "words"?: true}; the options are its defaults',
    )
    parser.add_argument(
        "--model",
        type=Path,
        required=True,
        metavar="DIR",
        help="a CTranslate2 Whisper directory with its manifest.json",
    )
    parser.add_argument("--language", default="sv", help="a code such as sv, or auto (default: sv)")
    parser.add_argument("--words", action="store_true", help="words with times in each segment")
    _add_machine_options(parser)
    parser.add_argument(
        "--max-seconds",
        type=_positive(float),
        default=12 * 3600.0,
        metavar="N",
        help="refuse longer audio (default: 43200, 12 hours)",
    )
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _add_machine_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device",
        choices=("auto", "cuda", "cpu"),
        default="auto",
        help="auto: the GPU if it works, else the CPU, saying why (default)",
    )
    parser.add_argument(
        "--compute-type",
        default="default",
        metavar="TYPE",
        help="as CTranslate2 names them: default (as the model is stored), int8, float16, …",
    )
    parser.add_argument(
        "--batch-size",
        type=_positive(int),
        metavar="N",
        help="windows of 30 s at a time (default: 16 on a GPU, 4 on a CPU)",
    )
    parser.add_argument(
        "--threads",
        type=_positive(int),
        metavar="N",
        default=os.environ.get("OMP_NUM_THREADS"),
        help="of the model on a CPU (default: OMP_NUM_THREADS, else all cores)",
    )


def _positive(number: type[int] | type[float]) -> Callable[[str], float]:
    def positive_number(text: str) -> float:
        value = number(text)
        if not value > 0:
            raise argparse.ArgumentTypeError("must be above 0")
        return value

    return positive_number
