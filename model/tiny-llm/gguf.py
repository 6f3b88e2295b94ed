"""Writes a GGUF file, llama.cpp's format: metadata, then tensors in float32.

https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Tensors = Mapping[str, npt.NDArray[np.float32]]

VERSION = 3
ALIGNMENT = 32  # bytes; the format's default
FLOAT32 = 0  # ggml's number of the tensors' type
# the format's numbers of the types of values
UINT32, INT32, FLOAT, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9


def write_gguf(path: Path, metadata: Mapping[str, Any], tensors: Tensors) -> None:
    """metadata: bool, int, float, str, or a list of one of them; integers in lists are signed."""
    head = b"GGUF" + struct.pack("<IQQ", VERSION, len(tensors), len(metadata))
    head += b"".join(_text(key) + _typed(value) for key, value in metadata.items())
    offset = 0
    data = b""
    for name, tensor in tensors.items():
        shape = tensor.shape[::-1]  # the fastest dimension first
        head += _text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head += struct.pack("<IQ", FLOAT32, offset)
        data += _padded(np.ascontiguousarray(tensor, "<f4").tobytes())
        offset = len(data)
    path.write_bytes(_padded(head) + data)


def _typed(value: Any) -> bytes:
    if not isinstance(value, list):
        kind, packed = _packed(value, UINT32)
        return struct.pack("<I", kind) + packed
    items = [_packed(item, INT32) for item in value]
    return struct.pack("<IIQ", ARRAY, items[0][0], len(items)) + b"".join(item for _, item in items)


def _packed(value: bool | int | float | str | bytes, integer: int) -> tuple[int, bytes]:
    if isinstance(value, bool):
        return BOOL, struct.pack("<?", value)
    if isinstance(value, int):
        return integer, struct.pack("<I" if integer == UINT32 else "<i", value)
    if isinstance(value, float):
        return FLOAT, struct.pack("<f", value)
    return STRING, _text(value)


def _text(text: str | bytes) -> bytes:
    encoded = text.encode() if isinstance(text, str) else text
    return struct.pack("<Q", len(encoded)) + encoded


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % ALIGNMENT)
