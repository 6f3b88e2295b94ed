"""Lists a file's audio tracks and chooses those to decode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from av.audio.stream import AudioStream
from av.container import InputContainer

from ..errors import AudioUnsupported, UsageError
from .channel_mix import MOST_CHANNELS
from .formats import SEND
from .options import MIX, DecodeOptions
from .track import Track

# Sample entries of mp4: FairPlay, Common Encryption (ISO/IEC 23001-7), Audible
_PROTECTED = frozenset({"drms", "enca", "aavd"})
_LONGEST_NAME = 200  # characters kept of a language or title


def tracks_of(container: InputContainer, heard: Sequence[AudioStream]) -> Sequence[Track]:
    """All audio tracks, if there are more than one; else none."""
    streams = container.streams.audio
    if len(streams) < 2:
        return ()
    indices = {stream.index for stream in heard}
    return [_track(n, stream, stream.index in indices) for n, stream in enumerate(streams)]


def chosen_streams(container: InputContainer, options: DecodeOptions) -> Sequence[AudioStream]:
    """The streams to transcribe, at least one.

    Raises AudioUnsupported if none can be decoded, UsageError for a track that does not exist.
    """
    streams = container.streams.audio
    if not streams:
        raise AudioUnsupported(
            "The file has no audio stream; there is nothing to transcribe; send one with sound."
        )
    if options.track == MIX:
        return _all_that_can_be_decoded(streams, options)
    if options.track is None:
        best = container.streams.best("audio")
        chosen = streams[0] if best is None else cast("AudioStream", best)
    elif options.track < len(streams):
        chosen = streams[options.track]
    else:
        raise _no_such_track(options.track, len(streams))
    _check_decodable(chosen)
    return [chosen]


def _all_that_can_be_decoded(
    streams: Sequence[AudioStream], options: DecodeOptions
) -> Sequence[AudioStream]:
    if options.split and len(streams) > 1:
        raise UsageError(
            "Channels split takes the two channels of one track, and the tracks are to be mixed;"
            " nothing was transcribed; ask for one track, or for channels mix."
        )
    decodable, error = [], None
    for stream in streams:
        try:
            _check_decodable(stream)
            decodable.append(stream)
        except AudioUnsupported as e:
            error = e
    if error is not None and not decodable:
        raise error
    if len(decodable) > MOST_CHANNELS:
        raise AudioUnsupported(
            f"The file has {len(decodable)} audio tracks, and at most {MOST_CHANNELS} can be mixed;"
            " it was not transcribed; ask for one of them."
        )
    return decodable


def _check_decodable(stream: AudioStream) -> None:
    if stream.codec_context is None:
        raise AudioUnsupported(
            f"The audio stream's codec is unknown; it was not transcribed; {SEND}"
        )
    if _sample_entry(stream) in _PROTECTED:
        raise AudioUnsupported(
            "The audio is encrypted (DRM); it was not transcribed; send it without protection."
        )


def _sample_entry(stream: AudioStream) -> str:
    """An mp4's four-letter code of the codec; in other containers it may be any four bytes."""
    try:
        return stream.codec_context.codec_tag
    except UnicodeDecodeError:
        return ""


def _no_such_track(track: int, count: int) -> UsageError:
    there = "one audio track, 0" if count == 1 else f"{count} audio tracks, 0 to {count - 1}"
    return UsageError(
        f"The file has {there}, and no track {track}; nothing was transcribed;"
        " ask for one that it has, or for mix."
    )


def _track(index: int, stream: AudioStream, heard: bool) -> Track:
    codec = stream.codec_context
    says = stream.metadata
    language = says.get("language", "und")[:_LONGEST_NAME]
    return Track(
        index,
        "unknown" if codec is None else codec.name,
        0 if codec is None else codec.channels,
        heard,
        None if language == "und" else language,
        says["title"][:_LONGEST_NAME] if says.get("title") else None,
    )
