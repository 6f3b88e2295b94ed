"""A file that FFmpeg has opened, and the audio streams chosen from it."""

from __future__ import annotations

from collections.abc import Sequence

from av.audio.stream import AudioStream
from av.stream import Disposition

from .anonymous_file import AnonymousFile
from .container import open_container
from .ogg import OggLink
from .options import DecodeOptions
from .track import Track
from .tracks import chosen_streams, tracks_of


class Opened:
    """kind: FFmpeg's first name of the format. streams: the chosen ones, at least one."""

    def __init__(self, file: AnonymousFile | OggLink, options: DecodeOptions) -> None:
        """Raises AudioUnreadable, AudioUnsupported, UsageError."""
        self.file = file
        self.container = open_container(file)
        self.kind = self.container.format.name.split(",")[0]
        self.streams: Sequence[AudioStream] = chosen_streams(self.container, options)
        self.tracks: Sequence[Track] = tracks_of(self.container, self.streams)
        self.origin = self._earliest()

    def _earliest(self) -> float:
        """Earliest start of audio or video but cover pictures, seconds on the container's clock.

        In a live recording it can be any time.
        """
        begins = [
            float(stream.start_time * stream.time_base)
            for stream in (*self.container.streams.audio, *self.container.streams.video)
            if stream.start_time is not None
            and stream.time_base is not None
            and not stream.disposition & Disposition.attached_pic
        ]
        return min(begins, default=0.0)
