"""Decodes a container's packets into frames, skipping damaged ones."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import av
import av.logging
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from ..diagnostics import log
from ..errors import AudioUnsupported
from .channel_mix import MOST_CHANNELS

# Samples per second; telephony has 8000. A rate outside comes from a damaged header, and resampling
# it could take unbounded memory
_SLOWEST, _FASTEST = 4000, 768_000

# FFmpeg reports skipped damage only in its log: errors are counted here and not printed
logging.getLogger("libav").addHandler(logging.NullHandler())
logging.getLogger("libav").propagate = False
av.logging.set_skip_repeated(False)
av.logging.set_level(av.logging.ERROR)


class Frames:
    """Iterate once, while the container is open. Damage loses only the packets that it covers."""

    def __init__(
        self, container: InputContainer, streams: Sequence[AudioStream], split: bool
    ) -> None:
        for stream in streams:  # FLAC would take twice the CPU time with threads; others have none
            stream.codec_context.thread_type = "NONE"
        self._packets = container.demux(tuple(streams))
        self._split = split
        self._seconds = 0.0
        self._errors = _errors()
        self._gapped: set[int] = set()  # indices of streams with a loss since their last frame
        self._streams = [stream.index for stream in streams]
        self.damaged = 0  # packets and frames
        self.damaged_until: dict[int, int] = {}  # by stream: end time stamp of damage at its end
        self.broken_off = False
        self.last: Packet[AudioStream] | None = None  # that was not empty

    @property
    def heard(self) -> bool:
        """Whether any frame was decoded so far."""
        return self._seconds > 0

    def __iter__(self) -> Iterator[tuple[int, AudioFrame, bool]]:
        """Yields stream index, frame, and whether data before the frame was lost.

        Raises AudioUnsupported.
        """
        while (packet := self._next()) is not None:
            if packet.size:
                self.last = packet
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self._lose(packet)
                continue
            for frame in filter(self._can_be_used, frames):
                yield packet.stream_index, frame, packet.stream_index in self._gapped
                self._gapped.discard(packet.stream_index)
                self.damaged_until.pop(packet.stream_index, None)
        if self.damaged:
            log("warn", "packets could not be decoded", packets=self.damaged)

    def _next(self) -> Packet[AudioStream] | None:
        """The next packet; None at the end, or where the container breaks off."""
        try:
            packet = next(self._packets, None)
        except av.error.FFmpegError as e:
            log("warn", "the container breaks off", reason=e.strerror)
            self.broken_off = True
            return None
        errors = _errors()
        if errors != self._errors:
            self._errors = errors
            self._gapped.update(self._streams)
        return packet

    def _lose(self, packet: Packet[AudioStream]) -> None:
        self.damaged += 1
        self._gapped.add(packet.stream_index)
        if packet.pts is not None:
            self.damaged_until[packet.stream_index] = packet.pts + (packet.duration or 0)

    def _can_be_used(self, frame: AudioFrame) -> bool:
        """Raises AudioUnsupported for a bad first frame, or not two channels if split."""
        channels = frame.layout.nb_channels
        if not _SLOWEST <= frame.sample_rate <= _FASTEST or channels > MOST_CHANNELS:
            if self._seconds == 0:
                raise _out_of_bounds(channels, frame.sample_rate)
            self.damaged += 1
            return False
        if self._split and channels != 2:
            raise _not_two(channels, self._seconds)
        self._seconds += frame.samples / frame.sample_rate
        return True


def _errors() -> int:
    """Number of errors in FFmpeg's log so far."""
    return av.logging.get_last_error()[0]


def _out_of_bounds(channels: int, rate: int) -> AudioUnsupported:
    return AudioUnsupported(
        f"The audio has {channels} channels of {rate} samples per second; it was not transcribed;"
        f" send at most {MOST_CHANNELS} channels of {_SLOWEST} to {_FASTEST}."
    )


def _not_two(channels: int, after: float) -> AudioUnsupported:
    """Raised anywhere in the file: half a transcript of two sides would look like a whole one."""
    where = f" after {after:.0f} s" if after else ""
    return AudioUnsupported(
        f"The audio has {channels} {'channel' if channels == 1 else 'channels'}{where};"
        " only two can be told apart; send it with channels mix."
    )
