"""`fast_transcribe redact`: a recording with a tone in place of what must not be heard."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..audio.command_options import add_audio_options
from ..audio.decoder_process import Decoder
from ..audio.options import DecodeOptions
from ..diagnostics import log
from ..errors import EngineError
from .encoding import write_m4a
from .tone import Span, toned

_EPILOG = """\
The spans are a JSON list of objects with `start` and `end`, seconds of the transcript; a tone is heard
from 0.15 s before each to 0.15 s after it. The copy is mono, 16 kHz, AAC in MP4, as long as the
recording, without its metadata, chapters and pictures. The exit status is that of a transcription: 0,
or 10 to 13 for what is wrong with the audio; 2 for spans that are none.
"""


def main(arguments: list[str]) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    spans = _spans(options.spans, parser)
    try:
        with Decoder(standard_input=False) as decoder:
            file = decoder.open(
                options.audio, DecodeOptions(options.max_seconds, track=options.track)
            )
            write_m4a(toned(file.blocks(), spans), options.out)
    except EngineError as e:
        log("error", "the recording cannot be copied", code=e.code)
        return e.exit_status
    return 0


def _spans(path: Path, parser: argparse.ArgumentParser) -> list[Span]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return [Span(float(one["start"]), float(one["end"])) for one in listed]
    except (OSError, ValueError, KeyError, TypeError) as e:
        parser.error(f"--spans {path} has no list of spans: {type(e).__name__}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fast_transcribe redact",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("audio", metavar="AUDIO", help="a file")
    parser.add_argument("--spans", type=Path, required=True, metavar="FILE", help="see below")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the copy, .m4a")
    add_audio_options(parser)
    return parser
