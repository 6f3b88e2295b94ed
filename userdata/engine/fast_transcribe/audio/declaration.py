"""What a file's header states, and whether the file keeps to it."""

from __future__ import annotations

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from .ogg import ends_within_page
from .riff import stated_samples
from .source import AudioSource
from .xing import stated_frames

# These write the length down. FFmpeg has one for aac and ogg too: guessed from the bit rate, or
# what the last page says, which a file that was cut off has as well
_WRITES_LENGTH = frozenset({"wav", "mov", "flac", "matroska"})
_SHORTER = 0.5  # seconds that may be missing before a file counts as truncated: codec delays
_AGREES = 1.0  # seconds


class Declaration:
    """Reads what FFmpeg does not tell; leaves the source at its beginning."""

    def __init__(self, source: AudioSource) -> None:
        self._source = source
        self._wav = stated_samples(source)
        self._frames = stated_frames(source)
        self._kind = ""
        self.seconds: float | None = None

    def complete(self, container: InputContainer, stream: AudioStream) -> None:
        """`seconds` is the stated length from here on, None where none is stated."""
        self._kind = container.format.name.split(",")[0]
        told = _told_by_ffmpeg(container, stream)
        if self._kind == "mp3":
            self.seconds = self._of_frames(stream.codec_context.sample_rate, told)
        elif self._kind in _WRITES_LENGTH:
            self.seconds = told or self._of_wav(stream.codec_context.bit_rate)

    def is_broken(self, decoded: float, tail: bytes) -> bool:
        """Whether a file ends before it should. decoded: seconds; tail: the file's last bytes."""
        if self._wav is not None and self._source.size is not None:
            return self._wav.end > self._source.size
        if self._kind == "ogg":
            return ends_within_page(tail)
        return decoded < (self.seconds or 0.0) - _SHORTER

    def _of_frames(self, rate: int, told: float | None) -> float | None:
        """None for several files in one: only FFmpeg's guess is about all of them."""
        if self._frames is None:
            return None
        seconds = self._frames * (1152 if rate >= 32000 else 576) / rate  # samples in a frame
        return seconds if told is None or abs(seconds - told) <= _AGREES else None

    def _of_wav(self, bit_rate: int | None) -> float | None:
        """From a pipe: FFmpeg tells the length of what it knows to be there."""
        return 8 * self._wav.length / bit_rate if self._wav is not None and bit_rate else None


def _told_by_ffmpeg(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / av.time_base
