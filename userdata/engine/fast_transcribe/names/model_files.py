"""The folder of a model for names, and its manifest.json with the size and SHA-256 of each file.

    python -m fast_transcribe.names.model_files DIR NAME [REVISION]    writes the manifest

Format: {"name": "owner/repository", "revision": "…" (may be missing), "files": [{"name": "model.onnx",
"bytes": 497000000, "sha256": "…"}]}.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .errors import NamesUnavailable

MODEL, TOKENIZER, CONFIG = "model.onnx", "tokenizer.json", "config.json"
FILES = (CONFIG, MODEL, TOKENIZER)
MANIFEST = "manifest.json"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class ModelFile:
    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class NameModel:
    """`revision`: of the repository `name`; None if it is not known. `sha256`: of model.onnx."""

    name: str
    revision: str | None
    sha256: str


@dataclass(frozen=True)
class NameModelFiles:
    """Content of the files, half a gigabyte."""

    identity: NameModel
    model: bytes
    tokenizer: str
    config: dict[str, Any]


def seal(directory: Path, name: str, revision: str | None = None) -> None:
    """Writes manifest.json. Raises NamesUnavailable if a file is missing."""
    missing = [file for file in FILES if not (directory / file).is_file()]
    if missing:
        raise NamesUnavailable(
            f"A model for names has {', '.join(FILES)}; {missing[0]} is missing."
        )
    known = {} if revision is None else {"revision": revision}
    files = [asdict(_measured(directory / file)) for file in FILES]
    text = json.dumps({"name": name, **known, "files": files}, indent=2) + "\n"
    (directory / MANIFEST).write_text(text, encoding="utf-8")


def read_name_model(directory: Path) -> NameModelFiles:
    """Raises NamesUnavailable if a file is missing or is another one than the manifest lists.

    What was hashed is what is returned, so nothing else can be loaded.
    """
    name, revision, stated = _stated(directory)
    content = {file: _content(directory / file, stated) for file in FILES}
    try:
        tokenizer = content[TOKENIZER].decode("utf-8")
        config = json.loads(content[CONFIG])
    except ValueError as e:
        raise _damaged(f"{TOKENIZER} or {CONFIG} is no JSON") from e
    if not isinstance(config, dict):
        raise _damaged(f"{CONFIG} is no object")
    identity = NameModel(name, revision, stated[MODEL].sha256)
    return NameModelFiles(identity, content[MODEL], tokenizer, config)


def _stated(directory: Path) -> tuple[str, str | None, dict[str, ModelFile]]:
    path = directory / MANIFEST
    if not path.is_file():
        raise NamesUnavailable(
            "The model for names is not complete: its folder has no manifest.json."
            " Build the image with it (npm run ami -- --names)."
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files = {f["name"]: ModelFile(f["name"], f["bytes"], f["sha256"]) for f in content["files"]}
        revision = content.get("revision")
        return str(content["name"]), None if revision is None else str(revision), files
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise _damaged(f"{MANIFEST} cannot be read") from e


def _content(path: Path, stated: dict[str, ModelFile]) -> bytes:
    if path.name not in stated:
        raise _damaged(f"{MANIFEST} does not list {path.name}")
    own = stated[path.name]
    if not path.is_file() or path.stat().st_size != own.bytes:
        raise _damaged(f"{path.name} is missing or cut short")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != own.sha256:
        raise _damaged(f"{path.name} does not have the stated SHA-256")
    return content


def _measured(path: Path) -> ModelFile:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return ModelFile(path.name, path.stat().st_size, digest.hexdigest())


def _damaged(what: str) -> NamesUnavailable:
    return NamesUnavailable(f"The model for names is damaged: {what}. Build the image again.")


def main() -> None:
    directory, name, *revision = sys.argv[1:]
    try:
        seal(Path(directory), name, *revision)
    except NamesUnavailable as e:
        sys.exit(str(e))


if __name__ == "__main__":
    main()
