"""Encodes a sample as people send it: `reencode.py WAV OUT...`, by the extension of each OUT."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))

from encode import Encoding, encode, read_wav  # noqa: E402

ENCODINGS = {
    encoding.extension: encoding
    for encoding in (
        Encoding("mp3", "libmp3lame"),
        Encoding("m4a", "aac"),
        Encoding("ogg", "libopus", rate=48000),
        Encoding("flac", "flac"),
        Encoding("webm", "libopus", rate=48000),
    )
}


def main(sample: Path, *outputs: Path) -> None:
    samples = read_wav(sample)
    for output in outputs:
        encode(samples, output, ENCODINGS[output.suffix.removeprefix(".")])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
