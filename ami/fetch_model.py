"""Downloads a Whisper model in CTranslate2 format from Hugging Face.

Usage: fetch_model.py NAME REVISION DIR, for example KBLab/kb-whisper-small main kb-whisper-small

Checks every file against the size and SHA-256 that the hub states at one commit, and writes
manifest.json. HF_ENDPOINT selects another hub, as in Hugging Face's own tools.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fast_transcribe.whisper import tokens
from fast_transcribe.whisper.manifest import seal

# Files that CTranslate2 loads; a repository's other files are the model in other formats.
REQUIRED = ("config.json", "model.bin")
VOCABULARIES = (tokens.NAME, tokens.OLD_NAME)  # one of them; the newer if both are there
HUB = os.environ.get("HF_ENDPOINT", "https://huggingface.co")
SECONDS = 60  # read timeout of a connection


@dataclass(frozen=True)
class HubFile:
    """`sha256` is None for small files: for those the hub states only git's blob id, a SHA-1."""

    name: str
    bytes: int
    sha256: str | None


def main() -> None:
    name, revision, directory = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    commit = read_json(f"{HUB}/api/models/{name}/revision/{revision}")["sha"]
    files = listed(read_json(f"{HUB}/api/models/{name}/tree/{commit}"))
    vocabulary = next((name for name in VOCABULARIES if name in files), VOCABULARIES[0])
    needed = (*REQUIRED, vocabulary)
    missing = [file for file in needed if file not in files]
    if missing:
        sys.exit(
            f"{name} at {commit} has no {', '.join(missing)}, so it is not in CTranslate2's form;"
            " no image was made of it. Convert it and give the directory: --model DIR"
        )
    directory.mkdir(parents=True, exist_ok=True)
    for file in needed:
        fetch(f"{HUB}/{name}/resolve/{commit}/{file}", files[file], directory / file)
    seal(directory, name.rsplit("/", 1)[-1])
    print(f"{name} at {commit}: {sum(files[file].bytes for file in needed)} bytes.")


def read_json(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:
        return json.load(answer)


def listed(tree: list[dict[str, Any]]) -> dict[str, HubFile]:
    return {
        entry["path"]: HubFile(entry["path"], entry["size"], entry.get("lfs", {}).get("oid"))
        for entry in tree
        if entry["type"] == "file"
    }


def fetch(url: str, stated: HubFile, path: Path) -> None:
    with urllib.request.urlopen(url, timeout=SECONDS) as answer, path.open("wb") as file:
        shutil.copyfileobj(answer, file, 1 << 20)
    if path.stat().st_size != stated.bytes:
        sys.exit(f"{stated.name} has {path.stat().st_size} bytes, not {stated.bytes}; try again.")
    if stated.sha256 is not None and sha256_of(path) != stated.sha256:
        sys.exit(f"{stated.name} does not have the SHA-256 that the hub states; try again.")


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


if __name__ == "__main__":
    main()
