"""What FFmpeg sees of a source: its bytes, without a name."""

from __future__ import annotations

from .source import AudioSource, read_fully

# How the formats begin that are read from front to back. mp4 is not among them.
_FORWARDS = (b"RIFF", b"ID3", b"\xff", b"fLaC", b"OggS", b"\x1a\x45\xdf\xa3")
TAIL = 65307  # bytes: the longest page of Ogg (RFC 3533, section 6)


class NamelessFile:
    """Reads and seeks in a source, and remembers the last bytes that were read."""

    def __init__(self, source: AudioSource) -> None:
        self._source = source
        self._forwards = source.size is None and _begins_like_a_stream(source)
        self.seek, self.tell = source.seek, source.tell
        self.tail = b""

    def seekable(self) -> bool:
        """Of a pipe, only what must be: where FFmpeg can seek, it looks at a WAV's end first."""
        return not self._forwards

    def read(self, count: int) -> bytes:
        data = self._source.read(count)
        if data:
            self.tail = (self.tail + data)[-TAIL:]
        return data

    def opened(self) -> None:
        """The header is read and the format settled."""
        if self._forwards:
            self._source.keep_no_more()


def _begins_like_a_stream(source: AudioSource) -> bool:
    source.seek(0)
    head = read_fully(source, max(map(len, _FORWARDS)))
    source.seek(0)
    return head.startswith(_FORWARDS)
