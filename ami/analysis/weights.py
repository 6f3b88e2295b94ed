"""What is known of a model's weights: their files, bytes, and memory of a token of context."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gguf_header import cache_bytes_per_token, read_metadata

ABOUT = "about.json"  # ours, beside the weights


class NotUsable(Exception):
    """The folder has no weights of this kind."""


def files_of(model: Path) -> dict[str, str]:
    """SHA-256 by path below the folder."""
    found = sorted(path for path in model.rglob("*") if path.is_file() and path.name != ABOUT)
    return {str(path.relative_to(model)): _sha256(path) for path in found}


def described_gguf(model: Path) -> dict[str, Any]:
    """Of one file, or of the first of a split one. Raises NotUsable, NotGguf."""
    files = sorted(model.glob("*.gguf"))
    if not files:
        raise NotUsable(f"There is no file .gguf in {model}.")
    # Sound and pictures are read by files of their own.
    parts = [file for file in files if not file.name.startswith("mmproj")]
    return {
        "path": parts[0].name,
        "weightsBytes": sum(file.stat().st_size for file in files),
        "cacheBytesPerToken": cache_bytes_per_token(read_metadata(parts[0])),
    }


def described_hugging_face(model: Path) -> dict[str, Any]:
    """Of a folder with config.json (or Mistral's params.json) and safetensors. Raises NotUsable."""
    weights = sorted(model.glob("*.safetensors"))
    config = next(
        (model / name for name in ("config.json", "params.json") if (model / name).is_file()), None
    )
    if not weights or config is None:
        raise NotUsable(f"There is no config.json with files .safetensors in {model}.")
    return {
        "path": ".",
        "weightsBytes": sum(file.stat().st_size for file in weights),
        "cacheBytesPerToken": _cache_of(json.loads(config.read_text(encoding="utf-8"))),
    }


def _cache_of(config: dict[str, Any]) -> int:
    """Keys and values of a token in 16 bits. Models with several parts have one for text."""
    text = config.get("text_config", config)

    def first(*names: str) -> int | None:
        return next((text[name] for name in names if text.get(name) is not None), None)

    layers = first("num_hidden_layers", "n_layers")
    heads = first("num_attention_heads", "n_heads")
    width = first("hidden_size", "dim")
    if layers is None or heads is None or width is None:
        raise NotUsable("The model's configuration says neither its layers nor its heads.")
    key_heads = first("num_key_value_heads", "n_kv_heads") or heads
    return layers * key_heads * (first("head_dim") or width // heads) * 2 * 2


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        for piece in _pieces(file):
            digest.update(piece)
        return digest.hexdigest()


def _pieces(file: Any) -> Iterator[bytes]:
    while piece := file.read(1 << 20):
        yield piece
