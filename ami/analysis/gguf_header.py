"""Reads the metadata of a GGUF file, without its tensors. Python's standard library only."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, BinaryIO

# struct's codes by the format's number of a type
NUMBERS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
STRING, ARRAY = 8, 9
VERSIONS = (2, 3)


class NotGguf(Exception):
    pass


def read_metadata(path: Path) -> dict[str, Any]:
    """Raises NotGguf for any other file."""
    with path.open("rb") as file:
        try:
            if file.read(4) != b"GGUF" or _number(file, 4) not in VERSIONS:
                raise NotGguf(f"{path.name} is not a GGUF file of version 2 or 3.")
            _number(file, 10)  # how many tensors
            return {_text(file): _value(file, _number(file, 4)) for _ in range(_number(file, 10))}
        except (struct.error, KeyError, UnicodeDecodeError) as e:
            raise NotGguf(f"The head of {path.name} is cut off or damaged.") from e


def cache_bytes_per_token(metadata: dict[str, Any], bytes_per_value: int = 2) -> int:
    """
    Keys and values of one token over all layers, in float16. The most: layers that look at the last
    tokens only (sliding windows) and layers that share keys take less.
    """
    kind = metadata["general.architecture"]

    def stated(name: str, otherwise: Any = None) -> Any:
        return metadata.get(f"{kind}.{name}", otherwise)

    layers, heads = stated("block_count"), stated("attention.head_count")
    width = stated("embedding_length") // (heads[0] if isinstance(heads, list) else heads)
    of_key = stated("attention.key_length", width)
    of_value = stated("attention.value_length", width)
    key_heads = stated("attention.head_count_kv", heads)
    all_heads = sum(key_heads) if isinstance(key_heads, list) else layers * key_heads
    return int(all_heads * (of_key + of_value) * bytes_per_value)


def _number(file: BinaryIO, kind: int) -> Any:
    code = f"<{NUMBERS[kind]}"
    return struct.unpack(code, file.read(struct.calcsize(code)))[0]


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, 10)).decode()


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == STRING:
        return _text(file)
    if kind != ARRAY:
        return _number(file, kind)
    item = _number(file, 4)
    return [_value(file, item) for _ in range(_number(file, 10))]
