"""A subsample of each channel of a frame, as Python floats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from av.audio.frame import AudioFrame
from av.audio.plane import AudioPlane

_Code = Literal["B", "h", "i", "q", "f", "d"]

# FFmpeg's sample format without the planar "p" -> memoryview code, value of silence, full scale
_FORMATS: dict[str, tuple[_Code, int, int]] = {
    "u8": ("B", 128, 1 << 7),
    "s16": ("h", 0, 1 << 15),
    "s32": ("i", 0, 1 << 31),
    "s64": ("q", 0, 1 << 63),
    "flt": ("f", 0, 1),
    "dbl": ("d", 0, 1),
}


def channel_samples(frame: AudioFrame, most: int) -> Sequence[Sequence[float]]:
    """-> [channels][up to `most`], -1..1, spread evenly over the frame."""
    code, silence, full = _FORMATS[frame.format.name.removesuffix("p")]
    step = max(1, -(-frame.samples // most))
    if frame.format.is_planar:
        rows = [_numbers(plane, code)[: frame.samples : step] for plane in frame.planes]
    else:
        channels = frame.layout.nb_channels
        numbers = _numbers(frame.planes[0], code)[: frame.samples * channels]
        rows = [numbers[i :: step * channels] for i in range(channels)]
    if full == 1:
        return [row.tolist() for row in rows]
    return [[(value - silence) / full for value in row.tolist()] for row in rows]


def _numbers(plane: AudioPlane, code: _Code) -> memoryview[int] | memoryview[float]:
    view = memoryview(plane).cast("B")
    size = memoryview(b"").cast(code).itemsize
    return view[: len(view) // size * size].cast(code)
