"""The folder of a model for names, and its manifest.json with the size and SHA-256 of each file.

    python -m fast_transcribe.names.model_files DIR NAME [REVISION]    writes the manifest

Format: as ../manifest.py has it; "name" is "owner/repository", "revision" may be missing.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..manifest import NAME, FilesDiffer, Manifest, content_of, read_manifest, write_manifest
from .errors import NamesUnavailable

MODEL, TOKENIZER, CONFIG = "model.onnx", "tokenizer.json", "config.json"
FILES = (CONFIG, MODEL, TOKENIZER)


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
    write_manifest(directory, FILES, name=name, **known)


def read_name_model(directory: Path) -> NameModelFiles:
    """Raises NamesUnavailable if a file is missing or is another one than the manifest lists."""
    if not (directory / NAME).is_file():
        raise NamesUnavailable(
            f"The model for names is not complete: its folder has no {NAME}."
            " Build the image with it (npm run ami -- --names)."
        )
    try:
        manifest = read_manifest(directory)
        identity = _identity(manifest)
        content = {file: content_of(directory, manifest.stated(file)) for file in FILES}
    except FilesDiffer as e:
        raise _damaged(str(e)) from e
    try:
        tokenizer = content[TOKENIZER].decode("utf-8")
        config = json.loads(content[CONFIG])
    except ValueError as e:
        raise _damaged(f"{TOKENIZER} or {CONFIG} is no JSON") from e
    if not isinstance(config, dict):
        raise _damaged(f"{CONFIG} is no object")
    return NameModelFiles(identity, content[MODEL], tokenizer, config)


def _identity(manifest: Manifest) -> NameModel:
    """Raises FilesDiffer."""
    name, revision = manifest.fields.get("name"), manifest.fields.get("revision")
    if name is None:
        raise FilesDiffer(f"{NAME} cannot be read")
    sha256 = manifest.stated(MODEL).sha256
    return NameModel(str(name), None if revision is None else str(revision), sha256)


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
