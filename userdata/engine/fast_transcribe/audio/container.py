"""Opens an audio file by its content alone, with nothing but its own bytes in reach.

FFmpeg would follow a playlist to other files and to the network. Three walls against that: it gets
an open file object without a name (no path, no extension to guess from), it may use the listed
demuxers only (its `format_whitelist`, checked after probing and before the demuxer reads anything),
and no protocol at all for a demuxer that wants to open more.
"""

from __future__ import annotations

import av
from av.container import InputContainer

from ..errors import AudioUnreadable, AudioUnsupported
from .anonymous_file import AnonymousFile
from .formats import ALLOWED_DEMUXERS, SEND
from .ogg import OggLink


def open_container(file: AnonymousFile | OggLink) -> InputContainer:
    """Raises AudioUnsupported (container), AudioUnreadable (the rest)."""
    try:
        container = av.open(
            file,
            "r",
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
            f" it was not transcribed; {SEND}"
        ) from e
    except av.error.FFmpegError as e:
        raise AudioUnreadable(
            f"The file is not audio, or its beginning is damaged ({e.strerror});"
            " it was not transcribed; play it, then send it again."
        ) from e
    file.opened()
    return container
