"""Generates frames of silence in any sample format."""

from __future__ import annotations

from collections.abc import Iterator

from av.audio.frame import AudioFrame


def silent_frames(of: tuple[str, str, int], samples: int, most: int) -> Iterator[AudioFrame]:
    """of: sample format, layout, rate in Hz. samples: per channel, in all. most: per frame."""
    sample_format, layout, rate = of
    level = b"\x80" if sample_format.startswith("u8") else b"\0"
    while samples > 0:
        frame = AudioFrame(format=sample_format, layout=layout, samples=min(samples, most))
        frame.sample_rate = rate
        for plane in frame.planes:
            plane.update(level * plane.buffer_size)
        samples -= frame.samples
        yield frame
