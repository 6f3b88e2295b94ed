"""Where a WAV header says that the samples end. FFmpeg quietly moves it to the end of the file."""

from __future__ import annotations

import os
from dataclasses import dataclass

from .source import AudioSource, read_fully

_STREAMED = (0, 0xFFFFFFFF)  # sizes that writers to a pipe leave behind: not known
_MOST_CHUNKS = 100  # before the samples; a real file has a handful


@dataclass(frozen=True)
class StatedSamples:
    """Bytes of the file: where the samples begin, and how long they are said to be."""

    start: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length


def stated_samples(source: AudioSource) -> StatedSamples | None:
    """None if it is no WAV file, or does not say. Leaves the source at its beginning.

    Walks the chunks up to "data" (RIFF: Multimedia Programming Interface, IBM and Microsoft 1991).
    """
    source.seek(0)
    head = read_fully(source, 12)
    stated = None
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        stated = _data_chunk(source)
    source.seek(0)
    return stated


def _data_chunk(source: AudioSource) -> StatedSamples | None:
    for _ in range(_MOST_CHUNKS):
        chunk = read_fully(source, 8)
        if len(chunk) < 8:
            return None
        length = int.from_bytes(chunk[4:], "little")
        if chunk[:4] == b"data":
            return None if length in _STREAMED else StatedSamples(source.tell(), length)
        source.seek(length + length % 2, os.SEEK_CUR)
    return None
