"""manifest.json of the networks' folder: every file with its size in bytes and SHA-256.

Format: {"name": "…", "files": [{"name": "campplus.onnx", "bytes": 27404584, "sha256": "…"}]}, as
model/speakers/make.py writes it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from .errors import SpeakersUnavailable

SEGMENTATION = "segmentation.onnx"
CAMPPLUS = "campplus.onnx"
_MANIFEST = "manifest.json"


def read_networks(directory: Path) -> tuple[bytes, bytes]:
    """Content of segmentation.onnx and campplus.onnx.

    Raises SpeakersUnavailable if one is missing or is another file than the manifest lists. What
    was hashed is what is returned, so nothing else can be loaded.
    """
    stated = _stated(directory)
    return _content(directory, SEGMENTATION, stated), _content(directory, CAMPPLUS, stated)


def _stated(directory: Path) -> dict[str, tuple[int, str]]:
    path = directory / _MANIFEST
    if not path.is_file():
        raise SpeakersUnavailable(
            f"The networks that tell speakers apart are not installed: there is no {path}."
            " Build the image with them, or make them: python model/speakers/make.py DIRECTORY."
        )
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {f["name"]: (f["bytes"], f["sha256"]) for f in files}
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise _damaged(f"{_MANIFEST} cannot be read") from e


def _content(directory: Path, name: str, stated: dict[str, tuple[int, str]]) -> bytes:
    if name not in stated:
        raise _damaged(f"{_MANIFEST} does not list {name}")
    size, sha256 = stated[name]
    path = directory / name
    if not path.is_file() or path.stat().st_size != size:
        raise _damaged(f"{name} is missing or cut short")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _damaged(f"{name} does not have the stated SHA-256")
    return content


def _damaged(what: str) -> SpeakersUnavailable:
    return SpeakersUnavailable(
        f"The networks that tell speakers apart are damaged: {what}. Install them again."
    )
