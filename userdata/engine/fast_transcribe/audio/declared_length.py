"""The length that a file's header declares, and whether the file agrees with it."""

from __future__ import annotations

from dataclasses import dataclass

from av.audio.stream import AudioStream
from av.packet import Packet

from . import matroska, mp4
from .anonymous_file import AnonymousFile
from .mpeg_frame import is_cut
from .ogg import OggLink
from .opened import Opened
from .riff import WavHeader, wav_header
from .source import AudioSource
from .xing import XingNote, xing_note

_SHORTER = 0.5  # seconds that may be missing without the file being truncated: codec delay
_SHORTER_FLAC = 0.01  # seconds; FLAC has no delay
_AGREES = 1.0  # seconds between two lengths that count as equal
# From this share of the bytes on, an MP3's length is extrapolated, accurate to this factor
_ENOUGH_READ, _FACTOR = 0.05, 3.0


@dataclass(frozen=True)
class Ending:
    """decoded: seconds of audio. last: the last non-empty audio packet, None if there was none."""

    decoded: float
    last: Packet[AudioStream] | None


class DeclaredLength:
    """Reads header fields that FFmpeg does not expose; leaves the source at its beginning."""

    def __init__(self, source: AudioSource) -> None:
        """Raises AudioUnsupported for a WAV that FFmpeg would misread."""
        self._source = source
        self.wav: WavHeader | None = wav_header(source)
        self._xing: XingNote | None = xing_note(source)
        self._matroska = matroska.header(source)
        self._kind = ""
        self.seconds: float | None = None  # declared

    def complete(self, opened: Opened) -> float | None:
        """Declared length in seconds; None if absent or implausible."""
        self._kind = opened.kind
        stream = opened.streams[0]
        if self._kind == "mp3":
            self.seconds = self._by_frames(stream)
            return self.seconds if self._can_be(self.seconds) else None
        if self._kind == "wav":
            self.seconds = self._of_wav(opened)
        elif self._kind == "matroska":
            self.seconds = self._of_matroska(opened.origin)
        elif self._kind in ("mov", "flac"):
            self.seconds = _by_ffmpeg(opened)
        return self.seconds

    def is_refuted(self, seconds: float, share: float) -> bool:
        """Whether the declared length is impossible after `seconds` in this share of the file."""
        if self.seconds is None:
            return False
        if seconds > self.seconds + _AGREES:
            return True
        if self._kind != "mp3" or not _ENOUGH_READ <= share < 1:
            return False
        return not 1 / _FACTOR <= seconds / share / self.seconds <= _FACTOR

    def is_broken(self, file: AnonymousFile | OggLink, ending: Ending) -> bool:
        """Whether the file is truncated."""
        if isinstance(file, OggLink):
            return file.breaks_off
        if self._kind == "wav":
            return self._goes_beyond(None if self.wav is None else self.wav.end)
        if self._kind == "matroska":
            return self._matroska_breaks_off(file, ending)
        if self._kind in ("mp3", "aac") and ending.last is not None and is_cut(bytes(ending.last)):
            return True
        if self._kind == "mp3" and self._xing is not None and self._xing.end is not None:
            return self._goes_beyond(self._xing.end)
        shorter = _SHORTER_FLAC if self._kind == "flac" else _SHORTER
        is_short = ending.decoded < (self.seconds or 0.0) - shorter
        return is_short or (self._kind == "mov" and mp4.breaks_off(file))

    def _matroska_breaks_off(self, file: AnonymousFile, ending: Ending) -> bool:
        """By element lengths: the declared one is the video's, and its sound may end earlier."""
        if self._matroska is not None and self._matroska.end is not None:
            return self._goes_beyond(self._matroska.end)
        last = ending.last
        if last is None or last.pos is None:
            return False
        return matroska.breaks_off(file, last.pos, last.size)

    def _goes_beyond(self, end: int | None) -> bool:
        """Whether byte offset `end` is past the file's end; False while a pipe is open."""
        return end is not None and self._source.size is not None and end > self._source.size

    def _by_frames(self, stream: AudioStream) -> float | None:
        """Seconds by the Xing header; None for concatenated files, which it does not cover."""
        if self._xing is None:
            return None
        rate = stream.codec_context.sample_rate
        seconds = self._xing.frames * (1152 if rate >= 32000 else 576) / rate  # samples per frame
        estimate = _seconds(stream)
        return seconds if estimate is None or abs(seconds - estimate) <= _AGREES else None

    def _can_be(self, seconds: float | None) -> bool:
        if seconds is None or self._xing is None:
            return False
        size = self._source.size
        return size is None or self._xing.fits(seconds, size)

    def _of_matroska(self, origin: float) -> float | None:
        """Seconds. The header has the time stamp of the end, so the first one is subtracted."""
        seconds = None if self._matroska is None else self._matroska.seconds
        return seconds if seconds is None or seconds <= origin else seconds - max(0.0, origin)

    def _of_wav(self, opened: Opened) -> float | None:
        """Seconds: FFmpeg's, by the bytes that are there; for a pipe, the header's."""
        if self._source.size is not None:
            return _by_ffmpeg(opened)
        bit_rate = opened.streams[0].codec_context.bit_rate
        if self.wav is None or self.wav.length is None or not bit_rate:
            return None
        return 8 * self.wav.length / bit_rate


def _by_ffmpeg(opened: Opened) -> float | None:
    """Latest end of a track, seconds of the recording; None if FFmpeg knows no track's duration.

    The container's own duration is not used: FFmpeg may have estimated it from the bit rate.
    """
    ends = [_end(stream, opened.origin) for stream in opened.streams]
    return max((end for end in ends if end is not None), default=None)


def _end(stream: AudioStream, origin: float) -> float | None:
    seconds = _seconds(stream)
    if seconds is None or stream.start_time is None or stream.time_base is None:
        return seconds
    return float(stream.start_time * stream.time_base) - origin + seconds


def _seconds(stream: AudioStream) -> float | None:
    if stream.duration is None or stream.time_base is None:
        return None
    return float(stream.duration * stream.time_base)
