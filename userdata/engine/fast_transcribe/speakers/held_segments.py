"""A file's segments, held until its speakers are known: compressed, some 3 MB for 12 hours."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from ..checkpoint import segment_of
from ..transcript.segments import Segment

_FASTEST = 1
_PART = 1 << 16  # bytes of text at a time


class HeldSegments:
    """Add all, then iterate."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj(_FASTEST)
        self._parts: list[bytes] = []

    def add(self, segment: Segment) -> None:
        # Not asdict, which copies every word deeply and takes five times as long
        line = json.dumps(segment, default=vars, ensure_ascii=False) + "\n"
        if part := self._compressor.compress(line.encode()):
            self._parts.append(part)

    def __iter__(self) -> Iterator[Segment]:
        """In the order in which they were added."""
        rest = b""
        for text in self._texts():
            *lines, rest = (rest + text).split(b"\n")
            for line in lines:
                yield segment_of(json.loads(line))

    def _texts(self) -> Iterator[bytes]:
        expander = zlib.decompressobj()
        for part in [*self._parts, self._compressor.copy().flush()]:
            while part:
                yield expander.decompress(part, _PART)
                part = expander.unconsumed_tail
