"""`fast_transcribe names`: which words of a transcript are names of people."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from .classifier import Classifier
from .errors import NamesUnavailable
from .spans import LEAST_SCORE, spans_of
from .word_scores import word_scores

MOST_BYTES = 16 << 20  # of the input; twelve hours of speech have under 2 MB
MOST_WORDS = 500_000

_UNAVAILABLE = 1
_EPILOG = f"""\
Standard input is a JSON list with a list of words for each segment, at most {MOST_BYTES >> 20} MiB and
{MOST_WORDS} words: [["Sedan", "kom", "Anna"], ["Berg."]]. All segments are read as one text. Standard
output has JSON lines:

  progress     windows, of: how many of the windows of 512 tokens are done
  names        model {{name, revision?, sha256}}, spans [{{segment, first, last, score}}], words
               numbered from 0 in their segment
  unavailable  reason: why the model could not be used, a sentence; the exit status is {_UNAVAILABLE}

Nothing else is read but the model's folder, and nothing is written. The exit status is 2 for input that
is none.
"""


class InputInvalid(Exception):
    """Raised for input that is no list of lists of words, or too much. Has none of its text."""


def main(arguments: list[str]) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        segments = read_segments(sys.stdin.buffer)
    except InputInvalid as e:
        parser.error(str(e))
    try:
        classifier = Classifier(options.model, options.threads)
        words = [word for segment in segments for word in segment]
        scores = word_scores(classifier, words, _say_progress)
    except NamesUnavailable as e:
        _say("unavailable", reason=str(e))
        return _UNAVAILABLE
    model = classifier.model
    revision = {} if model.revision is None else {"revision": model.revision}
    spans = spans_of([len(segment) for segment in segments], scores, options.least_score)
    _say(
        "names",
        model={"name": model.name, **revision, "sha256": model.sha256},
        spans=[asdict(span) for span in spans],
    )
    return 0


def read_segments(source: BinaryIO) -> list[list[str]]:
    """Raises InputInvalid."""
    content = source.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InputInvalid(f"standard input has more than {MOST_BYTES >> 20} MiB")
    try:
        segments = json.loads(content)
    except (ValueError, RecursionError):
        raise InputInvalid("standard input is no JSON") from None
    if not isinstance(segments, list) or not all(map(_is_words, segments)):
        raise InputInvalid("standard input is no list of lists of words")
    if sum(map(len, segments)) > MOST_WORDS:
        raise InputInvalid(f"standard input has more than {MOST_WORDS} words")
    return [[_encodable(word) for word in segment] for segment in segments]


def _is_words(segment: Any) -> bool:
    return isinstance(segment, list) and all(isinstance(word, str) for word in segment)


def _encodable(word: str) -> str:
    """JSON may have half of a surrogate pair, which no tokenizer takes."""
    return word.encode("utf-8", "replace").decode("utf-8")


def _say_progress(windows: int, of: int) -> None:
    _say("progress", windows=windows, of=of)


def _say(event: str, **fields: str | int | dict[str, Any] | Sequence[dict[str, Any]]) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fast_transcribe names",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--model",
        type=Path,
        required=True,
        metavar="DIR",
        help="model.onnx, tokenizer.json, config.json and their manifest.json",
    )
    parser.add_argument(
        "--threads", type=_threads, default=1, metavar="N", help="of the model (default: 1)"
    )
    parser.add_argument(
        "--least-score",
        type=_share,
        default=LEAST_SCORE,
        metavar="P",
        help=f"probability from which a word is a name (default: {LEAST_SCORE})",
    )
    return parser


def _threads(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError("must be a number from 1 to 256")
    return int(text)


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("must be above 0 and at most 1")
    return value
