"""Opens an audio file by its content, without access to other files or the network.

FFmpeg would follow a playlist to other files and URLs. Three barriers: it gets an open file object
without a name (no path, no extension), `format_whitelist` allows the listed demuxers only (checked
after probing, before the demuxer reads), and `protocol_whitelist` allows no protocol.
"""

from __future__ import annotations

import av
from av.container import InputContainer

from ..errors import AudioNeedsMemory, AudioUnreadable, AudioUnsupported
from .anonymous_file import AnonymousFile
from .formats import ALLOWED_DEMUXERS, SEND
from .ogg import OggLink


def open_container(file: AnonymousFile | OggLink) -> InputContainer:
    """Raises AudioUnsupported (container), AudioNeedsMemory, AudioUnreadable (the rest)."""
    try:
        container = av.open(
            file,
            "r",
            metadata_errors="ignore",
            container_options={
                "format_whitelist": ",".join(ALLOWED_DEMUXERS),
                "protocol_whitelist": "none",
                # without it FFmpeg seeks to the end of an mp4 for an index even if it has one
                # already; nothing seeks by it, and a pipe would have to be read to its end
                "fflags": "ignidx",
            },
        )
    except av.error.ArgumentError as e:  # the demuxer is not on the list
        raise AudioUnsupported(
            "The file is of a kind that is not opened (a playlist, an image or another container);"
            f" it was not transcribed; {SEND}"
        ) from e
    except av.error.MemoryError as e:
        raise AudioNeedsMemory from e
    except av.error.FFmpegError as e:
        raise AudioUnreadable(
            f"The file is not audio, or its beginning is damaged ({e.strerror});"
            " it was not transcribed; play it, then send it again."
        ) from e
    file.opened()
    return container
