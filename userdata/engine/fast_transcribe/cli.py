"""The command line: parses arguments and runs the session."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .audio.formats import ACCEPTED
from .audio.options import MIX, TrackChoice
from .display import Display
from .endings import exit_status
from .event_sink import EventSink
from .events import EventWriter, claim_stdout
from .overwriting import Files, refuse_overwriting
from .request import CHANNELS, MAX_ENTRIES, Request
from .several import transcribe_each
from .transcript.document_names import WAVEFORM, DocumentOptions

if TYPE_CHECKING:
    from .session import SessionOptions
    from .speakers.options import SpeakerCount

_MODEL = "FAST_TRANSCRIBE_MODEL"
_SPEAKERS = "FAST_TRANSCRIBE_SPEAKERS"
_OFF = "off"
FORMATS = ("json", "txt", "srt", "vtt")
PLAN = "plan"  # as the first argument; a file of that name is ./plan
STRETCHES = "stretches"  # likewise
REDACT = "redact"  # likewise
NAMES = "names"  # likewise

_DESCRIPTION = """\
Transcribes audio files, one after the other. A person at a terminal sees the text as it comes and a
progress bar; a program that reads standard output gets events as JSON lines. --formats writes
documents as well.
"""

_EPILOG = (
    """\
examples:
  fast_transcribe interview.mp3 --model kb-whisper-small
  fast_transcribe interview.mp3 --model kb-whisper-small --formats srt,txt --out subtitles
  fast_transcribe call.wav --model kb-whisper-small --channels split --resume call.checkpoint
  fast_transcribe meeting.m4a --model kb-whisper-small --speakers 2-5 --formats txt,vtt
  fast_transcribe film.mkv --model kb-whisper-small --track 1
  fast_transcribe a.wav b.mp3 --dry-run --formats txt    # would one be written over another?
  fast_transcribe plan --model kb-whisper-small --beside program.json    # do both fit the GPU?
  fast_transcribe stretches call.mp3 --every 295 --overlap 5    # as WAV, for a model that hears
  fast_transcribe redact call.mp3 --spans found.json --out call.m4a    # a tone in place of spans
  fast_transcribe names --model names < words.json    # which words of a text are people's names
  ffmpeg -i film.avi -f wav - | fast_transcribe - --model kb-whisper-small > events.jsonl

documents (--formats) are called after the audio file without its extension: call.wav, call.txt.
None is written over audio, a file of the model or the checkpoint. If two audio files would be
written to the same one, nothing is transcribed and the status is 2; --dry-run only looks for that.

audio: """
    f"{ACCEPTED}."
    """
Nothing but that file is opened: no playlist, no network.

events, one JSON object a line, seconds on the file's own clock: where it has no sound, there is
silence:
  ready     the model is loaded: engine {version, device, computeType,
            modelSha256, fallback?}, timings, memory? (with --beside: {fits, computeType,
            totalBytes (null: not known), rows [{what, bytes}]})
  segment   id, start, end, text, confidence 0..1, speaker? ("L", "R"), flags,
            words? [{start, end, word, probability}]
  cue       start, end, lines: a subtitle, at most two lines of 42 characters (Japanese 13,
            Chinese and Korean 16, Thai 35) and 7 s; none is later than the file's end
  progress  transcribedSeconds, durationSeconds (null: not known yet), fraction 0..1
  waveform  with --waveform, before done: perSecond, peaks (base64 of a byte for each 1/perSecond
            second, its greatest amplitude, 255 for full scale; under 500 kB)
  speakers  with --speakers, after waveform: speakers [{id, seconds, turns, firstHeard}], S1 being
            heard first; unavailable? (why nobody could be told apart, a sentence)
  final-segment, final-cue
            after speakers that are available: all segments and cues once more, with the fields of
            segment and cue, speaker? ("S1") and speaker? in words. A cue of two speakers has
            speakers [of its lines, null for an unknown one] in place of speaker.
            A segment is divided where the speaker changes, and numbers begin at 0 again: they
            replace the earlier ones. Documents have these only
  review    with --review, before done: places [{start, end, word, reason, score, alternative?}],
            worst first: the words that are most likely wrong, with the chance of it (0..1) and
            what a second hearing gave instead. reason: heard_otherwise, negation, number, name,
            unit, overlap, guard (the segment has a flag, or speech beside it has no text) or
            low_probability
  vocabulary  with --vocabulary, before done: report {heard [{entry, start}] (at most 100 places of
            one), replaced [{from, to, start, end}], refused [{entry, because}]}
  done      language, languageProbability, durationSeconds, confidence (null: no text), segments,
            of the final ones if there are some, truncated? (the file ends early; what is there was transcribed), flags? (of the file),
            tracks? (where there are more than one with sound: [{index, codec, channels, heard,
            language?, title?}]), model, engine, timings
  error     code, message; the exit status is not 0
Each AUDIO has these events from ready to done or error, in the order of the files. An error of one
file does not keep the others from being transcribed, but a crash does: those that are left are named
on standard error.
With --await-requests ready comes once, when the model is loaded. Then the requests are answered in
order, each with its events up to exactly one done or error, and the next one is read. Only
OptionInvalid and the Audio* errors are one request's own; after another error the process ends with
its status. Import and load times are in the first request's timings and 0 later.
flags of a segment, which say what to listen to again; nothing is dropped for them:
  low_confidence          listen: seven of ten such segments have many words wrong
  repetition              a phrase over and over, even when it was read a second time
  possible_hallucination  more text than the speech that was heard, or text without speech
  cut_at_window           it begins or ends where nobody paused for 30 s
  overlap                 with --speakers: two speak at once in over a fifth of it
  uncertain_speaker       with --speakers: another speaker may have said it
flags of the file:
  dual_mono               --channels split, and both sides carry the same sound; with --speakers
                          the final segments and the documents have it once
  speakers_uncertain      there may be more or fewer speakers, or not all was listened to
  speakers_unavailable    nobody could be told apart; the transcript is as without --speakers
Silence is no error: done, with no segments.
Diagnostics are JSON lines on standard error; they never hold text of the transcript.

exit status, of several files the highest:
  0  transcribed; or standard input ended, before a request with --await-request, after any number
     with --await-requests
  1  EngineCrashed       anything that is not listed here
  2  OptionInvalid       the command line or the request asks for what cannot be done, such as a
                         language that the model does not know, or a track that is not there
  2  EngineCrashed       the checkpoint is damaged, of another run, or cannot be written
 10  AudioUnreadable     not audio, damaged from the start, or made such that it takes more memory
                         or processor time to decode than a file of its size may
 11  AudioEmpty          0 bytes, or 0 samples
 12  AudioUnsupported    another container, a playlist, no audio stream, an unknown codec,
                         a big-endian WAV, --channels split without two channels
 13  AudioTooLong        longer than --max-seconds
 20  ModelDamaged        the model's files differ from its manifest.json, or it is not multilingual
"""
)


def main(arguments: list[str]) -> int:
    """Runs the command and returns its exit status."""
    if arguments[:1] == [PLAN]:
        from .memory.command import main as plan

        return plan(arguments[1:])
    if arguments[:1] == [STRETCHES]:
        from .stretches.command import main as cut_into_stretches

        return cut_into_stretches(arguments[1:])
    if arguments[:1] == [REDACT]:
        from .toned.command import main as copy_with_tones

        return copy_with_tones(arguments[1:])
    if arguments[:1] == [NAMES]:
        from .names.command import main as find_names

        return find_names(arguments[1:])
    options = _options(arguments)
    sink = _sink(options)
    return exit_status(lambda: _run(options, sink), sink)


def _run(options: argparse.Namespace, sink: EventSink) -> int:
    """Raises EngineError if nothing was begun."""
    refuse_overwriting(_files(options))
    if options.dry_run:
        return 0
    began = time.monotonic()
    # Slow imports, so after --help. The decoder starts first: its process imports at the same time
    from .audio.decoders import Decoders

    files = None if options.await_requests else len(options.audio) or 1
    with Decoders(files, standard_input=bool(options.audio)) as decoders:
        from .session import Session

        means = _session_options(options), sink, decoders
        session = Session(*means, import_seconds=time.monotonic() - began)
        if options.await_requests:
            session.await_requests(sys.stdin.buffer)
            return 0
        if options.await_request:
            session.await_request(sys.stdin.buffer)
            return 0

        def transcribe(audio: str) -> int:
            if isinstance(sink, Display) and len(options.audio) > 1:
                sink.name(audio)
            return exit_status(lambda: session.transcribe(audio), sink)

        return transcribe_each(options.audio, transcribe, options.statuses)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args(arguments)
    if [bool(options.audio), options.await_request, options.await_requests].count(True) != 1:
        parser.error("name an AUDIO, or give --await-request or --await-requests")
    if options.await_requests and (options.formats or options.resume):
        parser.error(
            "with --await-requests each request names its own checkpoint, and documents are not"
            " written: leave out --resume and --formats"
        )
    return options


def _sink(options: argparse.Namespace) -> EventSink:
    if sys.stdout.isatty() and sys.stderr.isatty() and options.audio:
        return Display()
    return EventWriter(claim_stdout())


def _files(options: argparse.Namespace) -> Files:
    waveform = (WAVEFORM,) if options.waveform and not options.await_requests else ()
    documents = DocumentOptions(options.out, (*options.formats, *waveform))
    speakers = bool(options.speakers)
    return Files(
        options.audio, options.resume, documents, options.model, speakers, options.vocabulary
    )


def _session_options(options: argparse.Namespace) -> SessionOptions:
    from .memory.loading import plan_loading
    from .session import SessionOptions
    from .whisper.model import ModelOptions

    model = ModelOptions(options.model, options.device, options.compute_type, options.threads or 0)
    model, memory = plan_loading(model, options.beside, options.batch_size)
    return SessionOptions(
        model=model,
        memory=memory,
        batch_size=options.batch_size,
        max_seconds=options.max_seconds,
        request=Request(
            "",
            options.language,
            options.words,
            options.channels,
            options.resume,
            options.waveform,
            options.track,
            options.speakers,
            _word_list(options.vocabulary),
            options.review,
        ),
        documents=_files(options).documents,
        speaker_models=options.speaker_models or options.model.parent / "speakers",
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fast_transcribe",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "audio",
        nargs="*",
        metavar="AUDIO",
        help="audio files, transcribed one after the other on one loaded model; - is standard input",
    )
    parser.add_argument(
        "--await-request",
        action="store_true",
        help="load the model, say ready, then read one JSON line from standard input,"
        ' {"audio": "/path", "language"?: "sv", "words"?: true, "channels"?: "split",'
        ' "resume"?: "/path", "waveform"?: true, "track"?: 1, "speakers"?: "auto",'
        ' "vocabulary"?: ["Grimnir"], "review"?: true}; the options are its defaults',
    )
    parser.add_argument(
        "--await-requests",
        action="store_true",
        help="the same with one loaded model for line after line, until standard input ends;"
        " without --formats and --resume",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="transcribe nothing: only check the options, and that no file would be written over"
        " another",
    )
    parser.add_argument(
        "--statuses",
        type=int,
        metavar="FD",
        help="a file descriptor for the exit status of each AUDIO, a line each, written as it ends",
    )
    parser.add_argument(
        "--model",
        type=Path,
        required=_MODEL not in os.environ,
        default=os.environ.get(_MODEL),
        metavar="DIR",
        help="a CTranslate2 Whisper directory with its manifest.json, which"
        " python -m fast_transcribe.whisper.manifest DIR NAME writes where there is none"
        f" (default: {_MODEL} of the environment)",
    )
    _add_transcript_options(parser)
    _add_machine_options(parser)
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _add_transcript_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", default="sv", help="a code such as sv, or auto (default: sv)")
    parser.add_argument("--words", action="store_true", help="words with times in each segment")
    parser.add_argument(
        "--channels",
        choices=CHANNELS,
        default="mix",
        help="mix: one transcript of all channels (default); split: the two sides of a call apart,"
        " with a speaker L or R for each segment",
    )
    parser.add_argument(
        "--track",
        type=_track,
        metavar="N|mix",
        help="which audio track of a file with several, counted from 0; mix: all of them together"
        " (default: the one that the file marks, else the one with most channels)",
    )
    parser.add_argument(
        "--speakers",
        type=_speakers,
        metavar="off|auto|N|MIN-MAX",
        help="tell apart who speaks, S1, S2 …: auto for any number, else as many as there are; with"
        " --channels split the two sides are the speakers already (default: off; beta)",
    )
    parser.add_argument(
        "--speaker-models",
        type=Path,
        default=os.environ.get(_SPEAKERS),
        metavar="DIR",
        help="the two networks for that, segmentation.onnx and campplus.onnx"
        f" (default: {_SPEAKERS} of the environment, else speakers beside the model's folder)",
    )
    parser.add_argument(
        "--vocabulary",
        type=Path,
        metavar="FILE",
        help=f"a word list in UTF-8, a line each, at most {MAX_ENTRIES}: words that sound like an entry"
        " and are doubtful are replaced by it, and reported",
    )
    parser.add_argument(
        "--formats",
        type=_formats,
        default=(),
        metavar="LIST",
        help=f"documents to write, of {','.join(FORMATS)}; named after the audio file",
    )
    parser.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="where to write them (default: .)"
    )
    parser.add_argument(
        "--waveform",
        action="store_true",
        help="write how loud the audio is over its time, as NAME.waveform.json beside the documents,"
        " and as an event: about 20 peaks a second",
    )
    parser.add_argument(
        "--review",
        action="store_true",
        help="list the few words worth hearing again, worst first, in the json document and as an"
        " event; doubtful parts are transcribed a second time at the end",
    )
    parser.add_argument(
        "--resume",
        default="",
        metavar="CHECKPOINT",
        help="keep what is transcribed in this file, batch by batch, and go on from what it holds;"
        " the transcript is the same as that of one run",
    )
    parser.add_argument(
        "--max-seconds",
        type=_positive(float),
        default=12 * 3600.0,
        metavar="N",
        help="refuse longer audio (default: 43200, 12 hours)",
    )


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
        "--beside",
        type=Path,
        metavar="PROGRAM.JSON",
        help="of a language model on the same GPU: plan its memory before loading, and take"
        " int8_float16 where that makes room; ready then says the plan. What does not fit is"
        " loaded as without it",
    )
    parser.add_argument(
        "--batch-size",
        type=_positive(int),
        metavar="N",
        help="windows of 30 s at a time (default: 20 on a GPU, 2 for each core of a CPU);"
        " halved by itself where the GPU's memory is too small",
    )
    parser.add_argument(
        "--threads",
        type=_positive(int),
        metavar="N",
        default=os.environ.get("OMP_NUM_THREADS"),
        help="of the model on a CPU (default: OMP_NUM_THREADS, else all cores)",
    )


def _formats(text: str) -> Sequence[str]:
    formats = tuple(dict.fromkeys(text.split(",")))
    unknown = [f for f in formats if f not in FORMATS]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not of {','.join(FORMATS)}")
    return formats


def _speakers(text: str) -> SpeakerCount | None:
    if text == _OFF:
        return None
    from .speakers.options import parsed  # read only where speakers are asked for

    try:
        return parsed(text)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from e


def _track(text: str) -> TrackChoice:
    if text == MIX:
        return MIX
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text}: neither a number from 0 nor {MIX}")
    return int(text)


def _word_list(file: Path | None) -> tuple[str, ...]:
    if file is None:
        return ()
    from .word_list.file import read_word_list

    return read_word_list(file)


def _positive(number: type[int] | type[float]) -> Callable[[str], float]:
    def positive_number(text: str) -> float:
        value = number(text)
        if not value > 0:
            raise argparse.ArgumentTypeError("must be above 0")
        return value

    return positive_number
