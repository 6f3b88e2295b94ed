"""Opens an audio file by its content alone, with nothing but its own bytes in reach.

FFmpeg would follow a playlist to other files and to the network. Three walls against that: it gets
an open file object without a name (no path, no extension to guess from), it may use the listed
demuxers only (its `format_whitelist`, checked after probing and before the demuxer reads anything),
and no protocol at all for a demuxer that wants to open more.
"""

from __future__ import annotations

import os
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from .errors import AudioEmpty, AudioUnreadable, AudioUnsupported

# FFmpeg's names; "mov" is mp4, m4a and mov, "matroska" is also webm, "aac" is ADTS
ALLOWED_DEMUXERS = ("wav", "mp3", "mov", "flac", "ogg", "matroska", "aac")
# These write the stream's length down; mp3 and aac make FFmpeg guess it from the bit rate
_TELLS_LENGTH = frozenset({"wav", "mov", "flac", "matroska"})


class NamelessFile:
    """A seekable file without its name."""

    def __init__(self, file: BinaryIO) -> None:
        self.read = file.read
        self.seek = file.seek
        self.tell = file.tell


def open_container(file: BinaryIO) -> InputContainer:
    """Raises AudioEmpty (no bytes), AudioUnsupported (container), AudioUnreadable (the rest)."""
    if os.fstat(file.fileno()).st_size == 0:
        raise AudioEmpty("The file has 0 bytes; there is nothing to transcribe; send it again.")
    try:
        return av.open(
            NamelessFile(file),
            metadata_errors="ignore",
            container_options={
                "format_whitelist": ",".join(ALLOWED_DEMUXERS),
                "protocol_whitelist": "none",
            },
        )
    except av.error.ArgumentError as e:  # what FFmpeg answers for a demuxer off the list
        raise AudioUnsupported(
            "The file is of a kind that is not opened (a playlist, an image or another container);"
            " it was not transcribed; send wav, mp3, m4a, flac, ogg, webm or aac."
        ) from e
    except (av.error.FFmpegError, EOFError) as e:
        raise AudioUnreadable(
            f"The file is not audio, or its beginning is damaged ({e.strerror});"
            " it was not transcribed; play it, then send it again."
        ) from e


def audio_stream(container: InputContainer) -> AudioStream:
    """The stream to transcribe. Raises AudioUnsupported if there is none, or no decoder for it."""
    if not container.streams.audio:
        raise AudioUnsupported(
            "The file has no audio stream; there is nothing to transcribe; send one with sound."
        )
    stream = container.streams.best("audio") or container.streams.audio[0]
    if stream.codec_context is None:
        raise AudioUnsupported(
            "The audio stream's codec is unknown; it was not transcribed;"
            " send wav, mp3, m4a, flac, ogg, webm or aac."
        )
    return stream


def declared_seconds(container: InputContainer, stream: AudioStream) -> float | None:
    """The length that the container's header states, None where it states none."""
    if container.format.name.split(",")[0] not in _TELLS_LENGTH:
        return None
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / av.time_base
