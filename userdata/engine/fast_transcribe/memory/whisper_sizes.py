"""What a Whisper model in CTranslate2 format takes of a GPU's memory, from the head of its file."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

FLOAT16, INT8_FLOAT16 = "float16", "int8_float16"
# Bytes of a weight. Of int8 types: of matrices, which are nearly all; the rest is rounded away.
_WEIGHT_BYTES = {FLOAT16: 2, "bfloat16": 2, "float32": 4}
_FILE = "model.bin"
_POSITIONS = 1500  # of the encoder, for 30 s
_VALUE = 2  # bytes of an activation
# CTranslate2's version of the format, which models of the last years have
_VERSION = 6
_MOST_VARIABLES = 100_000


class ModelUnreadable(Exception):
    """The model's file is missing, or is no Whisper model of a known format."""


@dataclass(frozen=True)
class WhisperSizes:
    """`weights`: how many numbers. `width`: of a position, `inner`: of the widest layer."""

    weights: int
    decoder_layers: int
    heads: int
    width: int
    inner: int

    def weight_bytes(self, compute_type: str) -> int:
        return self.weights * _WEIGHT_BYTES.get(compute_type, 1)

    @property
    def window_bytes(self) -> int:
        """Keys and values that the decoder reads, the encoder's attention and its widest layer."""
        keys_and_values = self.decoder_layers * 2 * _POSITIONS * self.width
        attention = self.heads * _POSITIONS**2
        return _VALUE * (keys_and_values + attention + _POSITIONS * self.inner)


def read_sizes(model: Path) -> WhisperSizes:
    """Reads the head of each variable, without its values. Raises ModelUnreadable."""
    try:
        with (model / _FILE).open("rb") as file:
            shapes, heads = _variables(file)
    except (OSError, struct.error, UnicodeDecodeError) as e:
        raise ModelUnreadable(f"{model / _FILE} cannot be read as a model: {e}") from e
    names = [f"decoder/layer_{layer}/" for layer in range(len(shapes))]
    layers = sum(1 for name in names if any(shape.startswith(name) for shape in shapes))
    try:
        return WhisperSizes(
            weights=sum(_product(shape) for shape in shapes.values()),
            decoder_layers=layers,
            heads=heads,
            width=shapes["decoder/embeddings/weight"][1],
            inner=shapes["encoder/layer_0/ffn/linear_0/weight"][0],
        )
    except (KeyError, IndexError) as e:
        raise ModelUnreadable(f"{model / _FILE} is no Whisper model: it lacks {e}.") from e


def _variables(file: BinaryIO) -> tuple[Mapping[str, list[int]], int]:
    """Shapes by name, without scales; and the number of the encoder's attention heads."""
    version = _number(file, "I")
    _text(file)  # the kind of model
    _number(file, "I")  # its revision
    count = _number(file, "I")
    if version != _VERSION or count > _MOST_VARIABLES:
        raise ModelUnreadable(f"{_FILE} is of version {version} of its format, not {_VERSION}.")
    shapes: dict[str, list[int]] = {}
    heads = 0
    for _ in range(count):
        name = _text(file)
        shape = [_number(file, "I") for _ in range(_number(file, "B"))]
        _number(file, "B")  # type
        size = _number(file, "I")
        if name == "encoder/num_heads":
            heads = int.from_bytes(file.read(size), "little")
            continue
        file.seek(size, 1)
        if shape and not name.endswith("_scale"):
            shapes[name] = shape
    return shapes, heads


def _product(shape: list[int]) -> int:
    product = 1
    for size in shape:
        product *= size
    return product


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, "H")).rstrip(b"\0").decode()


def _number(file: BinaryIO, code: str) -> Any:
    return struct.unpack(f"<{code}", file.read(struct.calcsize(code)))[0]
