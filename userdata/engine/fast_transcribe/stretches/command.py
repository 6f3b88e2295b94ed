"""`fast_transcribe stretches`: a recording in stretches, for a model that hears."""

from __future__ import annotations

import argparse
import os

from ..audio.command_options import above_0, add_audio_options
from ..audio.decoder_process import Decoder
from ..audio.options import DecodeOptions
from ..audio.rate import RATE
from ..diagnostics import log
from ..errors import EngineError
from ..events import claim_stdout
from .cutting import stretches
from .wav import wav

_EPILOG = """\
Writes WAV files to standard output, one directly after the other: mono, 16 kHz, 16 bits, each with
its length in its header. They are decoded as for a transcript, so that both have the same seconds.
The exit status is that of a transcription: 0, or 10 to 13 for what is wrong with the audio.
"""


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        _write_all(options, claim_stdout())
    except EngineError as e:
        log("error", "the recording cannot be cut into stretches", code=e.code)
        return e.exit_status
    except BrokenPipeError:
        log("error", "nothing reads the stretches any more")
        return EngineError.exit_status
    return 0


def _write_all(options: argparse.Namespace, output: int) -> None:
    every, overlap = round(options.every * RATE), round(options.overlap * RATE)
    with Decoder(standard_input=True) as decoder:
        wanted = DecodeOptions(options.max_seconds, track=options.track)
        file = decoder.open(options.audio, wanted)
        for samples in stretches(file.blocks(), every, overlap):
            _write(output, wav(samples))


def _write(output: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(output, rest) :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fast_transcribe stretches",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("audio", metavar="AUDIO", help="a file; - is standard input")
    parser.add_argument(
        "--every", type=above_0, required=True, metavar="SECONDS", help="between two cuts"
    )
    parser.add_argument(
        "--overlap",
        type=_seconds,
        default=0.0,
        metavar="SECONDS",
        help="that a stretch goes on beyond the cut, so that a sentence is whole in one (default: 0)",
    )
    add_audio_options(parser)
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not value >= 0:
        raise argparse.ArgumentTypeError("must not be below 0")
    return value
