"""A container's packets -> the frames of sound that can be decoded and used."""

from __future__ import annotations

from collections.abc import Iterator

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from ..diagnostics import log
from ..errors import AudioUnsupported
from .resample import MOST_CHANNELS

# Samples per second; a telephone has 8000. Outside of it the header is damaged, and a resampler
# for it would take any amount of memory
_SLOWEST, _FASTEST = 4000, 768_000


class Frames:
    """Damage in the middle costs only what it covers. Iterate once, while the container is open."""

    def __init__(self, container: InputContainer, stream: AudioStream, split: bool) -> None:
        stream.thread_type = "NONE"  # threads double FLAC's CPU time; other codecs have none
        self._packets = container.demux(stream)
        self._split = split
        self._seconds = 0.0
        self.damaged = 0  # packets and frames
        self.broken_off = False

    def __iter__(self) -> Iterator[AudioFrame]:
        """Raises AudioUnsupported."""
        while (packet := self._next()) is not None:
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self.damaged += 1
                continue
            yield from filter(self._can_be_used, frames)
        if self.damaged:
            log("warn", "packets could not be decoded", packets=self.damaged)

    def _next(self) -> Packet | None:
        """The next packet, None at the end and where the container breaks off."""
        try:
            return next(self._packets, None)
        except av.error.FFmpegError as e:
            log("warn", "the container breaks off", reason=e.strerror)
            self.broken_off = True
            return None

    def _can_be_used(self, frame: AudioFrame) -> bool:
        """Raises AudioUnsupported for what is no damage: it begins like this, or has two sides."""
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


def _out_of_bounds(channels: int, rate: int) -> AudioUnsupported:
    return AudioUnsupported(
        f"The audio has {channels} channels of {rate} samples per second; it was not transcribed;"
        f" send at most {MOST_CHANNELS} channels of {_SLOWEST} to {_FASTEST}."
    )


def _not_two(channels: int, after: float) -> AudioUnsupported:
    """Half a transcript of two sides would look like a whole one, so it is none at all."""
    where = f" after {after:.0f} s" if after else ""
    return AudioUnsupported(
        f"The audio has {channels} {'channel' if channels == 1 else 'channels'}{where};"
        " only two can be told apart; send it with channels mix."
    )
