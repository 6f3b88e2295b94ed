"""Encodes a sample as people send it: `reencode.py WAV OUT...`, by the name or the extension of each OUT."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))

from encode import Encoding, encode, read_wav

ENCODINGS = {
    encoding.extension: encoding
    for encoding in (
        Encoding("mp3", "libmp3lame"),
        Encoding("m4a", "aac"),
        Encoding("ogg", "libopus", rate=48000),
        Encoding("flac", "flac"),
        Encoding("webm", "libopus", rate=48000),
        Encoding("opus", "libopus", rate=48000),
        Encoding("mp4", "aac"),
        Encoding("aac", "aac"),
        Encoding("wav", "pcm_s16le", rate=8000),
        Encoding("mkv", "ac3", rate=48000),
        Encoding("mka", "pcm_s16le"),
        Encoding("mov", "pcm_s16be"),
        Encoding("3gp", "aac"),
        Encoding("m4b", "alac"),
        Encoding("mp2", "mp2"),
    )
}
# Whose length nobody has written down.
BY_NAME = {
    "no-count.mp3": Encoding("mp3", "libmp3lame", muxer=(("write_xing", "0"),)),
    "live.webm": Encoding("webm", "libopus", rate=48000, muxer=(("live", "1"),)),
    "fragments.mp4": Encoding("mp4", "aac", muxer=(("movflags", "frag_keyframe+empty_moov"),)),
    "vorbis.ogg": Encoding("ogg", "vorbis", layout="stereo"),
    "speech.wav": Encoding("wav", "pcm_mulaw", rate=8000),
    "mp3.wav": Encoding("wav", "libmp3lame"),
    "float.wav": Encoding("wav", "pcm_f32le", rate=48000, layout="stereo"),
    "large.wav": Encoding("wav", "pcm_s24le", muxer=(("rf64", "always"),)),
    "index-first.m4a": Encoding("m4a", "aac", muxer=(("movflags", "faststart"),)),
}


def main(sample: Path, *outputs: Path) -> None:
    samples = read_wav(sample)
    for output in outputs:
        by_extension = ENCODINGS[output.suffix.removeprefix(".")]
        encode(samples, output, BY_NAME.get(output.name, by_extension))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
