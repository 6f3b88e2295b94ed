"""Decodes files: reads paths, one per line, and answers each with a line of JSON.

null: the first seconds were decoded; else the error code that ends the job, "AudioEmpty".
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "userdata" / "engine"))

from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.source import open_source
from fast_transcribe.errors import EngineError

MAX_SECONDS = 12 * 3600


def refusal(path: str) -> str | None:
    try:
        with open_source(path) as source:
            next(AudioFile(source, DecodeOptions(MAX_SECONDS)).blocks(), None)
    except EngineError as e:
        return e.code
    return None


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(refusal(line.removesuffix("\n"))), flush=True)
