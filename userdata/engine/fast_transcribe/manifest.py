"""manifest.json of a model's folder: every file with its size in bytes and SHA-256.

Format: {"name": "kb-whisper-small", "files": [{"name": "model.bin", "bytes": 9645912, "sha256":
"…"}]}, perhaps with more fields. Each kind of model has its own error, with the reason from here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NAME = "manifest.json"
_CHUNK = 1 << 20


class FilesDiffer(Exception):
    """Raised if the manifest is unreadable, or a file is not the one that it lists.

    The message is a clause without a full stop.
    """


@dataclass(frozen=True)
class ModelFile:
    """One file's entry in the manifest."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`fields`: all of it."""

    fields: Mapping[str, Any]
    files: Sequence[ModelFile]

    def stated(self, name: str) -> ModelFile:
        """Raises FilesDiffer."""
        for file in self.files:
            if file.name == name:
                return file
        raise FilesDiffer(f"{NAME} does not list {name}")


def read_manifest(directory: Path) -> Manifest:
    """Raises FilesDiffer."""
    try:
        fields = json.loads((directory / NAME).read_text(encoding="utf-8"))
        files = [ModelFile(f["name"], f["bytes"], f["sha256"]) for f in fields["files"]]
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise FilesDiffer(f"{NAME} cannot be read") from e
    return Manifest(fields, files)


def check_file(directory: Path, stated: ModelFile) -> None:
    """Raises FilesDiffer. Reads the file in pieces."""
    _check_size(directory, stated)
    if measured(directory / stated.name) != stated:
        raise _differs(stated)


def content_of(directory: Path, stated: ModelFile) -> bytes:
    """The file's content: what was hashed, so nothing else can be loaded. Raises FilesDiffer."""
    _check_size(directory, stated)
    content = (directory / stated.name).read_bytes()
    if hashlib.sha256(content).hexdigest() != stated.sha256:
        raise _differs(stated)
    return content


def measured(path: Path) -> ModelFile:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return ModelFile(path.name, size, digest.hexdigest())


def write_manifest(directory: Path, names: Sequence[str], **fields: str) -> None:
    """names: of the files to list."""
    files = [asdict(measured(directory / name)) for name in names]
    text = json.dumps({**fields, "files": files}, indent=2) + "\n"
    (directory / NAME).write_text(text, encoding="utf-8")


def _check_size(directory: Path, stated: ModelFile) -> None:
    path = directory / stated.name
    if not path.is_file() or path.stat().st_size != stated.bytes:
        raise FilesDiffer(f"{stated.name} is missing or cut short")


def _differs(stated: ModelFile) -> FilesDiffer:
    return FilesDiffer(f"{stated.name} does not have the stated SHA-256")
