"""Opens an audio file by its content alone, with nothing but its own bytes in reach.

FFmpeg would follow a playlist to other files and to the network. Three walls against that: it gets
an open file object without a name (no path, no extension to guess from), it may use the listed
demuxers only (its `format_whitelist`, checked after probing and before the demuxer reads anything),
and no protocol at all for a demuxer that wants to open more.
"""

from __future__ import annotations

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from ..errors import AudioUnreadable, AudioUnsupported
from .nameless import NamelessFile

# FFmpeg's names; "mov" is mp4, m4a and mov, "matroska" is also webm, "aac" is ADTS
ALLOWED_DEMUXERS = ("wav", "mp3", "mov", "flac", "ogg", "matroska", "aac")
_SEND = "send wav, mp3, m4a, flac, ogg, webm or aac."
# Sample entries of mp4: FairPlay, Common Encryption (ISO/IEC 23001-7), Audible
_PROTECTED = frozenset({"drms", "enca", "aavd"})


def open_container(file: NamelessFile) -> InputContainer:
    """Raises AudioUnsupported (container), AudioUnreadable (the rest)."""
    try:
        container = av.open(
            file,
            metadata_errors="ignore",
            container_options={
                "format_whitelist": ",".join(ALLOWED_DEMUXERS),
                "protocol_whitelist": "none",
                # or FFmpeg goes to the end of an mp4 for an index even if it has one already: for
                # nobody seeks in it, and a pipe would have to be waited for
                "fflags": "ignidx",
            },
        )
    except av.error.ArgumentError as e:  # what FFmpeg answers for a demuxer off the list
        raise AudioUnsupported(
            "The file is of a kind that is not opened (a playlist, an image or another container);"
            f" it was not transcribed; {_SEND}"
        ) from e
    except (av.error.FFmpegError, EOFError) as e:
        raise AudioUnreadable(
            f"The file is not audio, or its beginning is damaged ({e.strerror});"
            " it was not transcribed; play it, then send it again."
        ) from e
    file.opened()
    return container


def audio_stream(container: InputContainer) -> AudioStream:
    """The stream to transcribe. Raises AudioUnsupported if there is none that can be decoded."""
    if not container.streams.audio:
        raise AudioUnsupported(
            "The file has no audio stream; there is nothing to transcribe; send one with sound."
        )
    stream = container.streams.best("audio") or container.streams.audio[0]
    if stream.codec_context is None:
        raise AudioUnsupported(
            f"The audio stream's codec is unknown; it was not transcribed; {_SEND}"
        )
    if _sample_entry(stream) in _PROTECTED:
        raise AudioUnsupported(
            "The audio is encrypted (DRM); it was not transcribed; send it without protection."
        )
    return stream


def _sample_entry(stream: AudioStream) -> str:
    """The four letters that an mp4 has for the codec; other containers may have any four bytes."""
    try:
        return stream.codec_context.codec_tag
    except UnicodeDecodeError:
        return ""
