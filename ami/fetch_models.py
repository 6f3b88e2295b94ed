"""Downloads Whisper models in CTranslate2 format from Hugging Face.

Usage: fetch_models.py WANTED TASK >FETCHED, with paths of JSON files and the folder of the task

WANTED: {"hub": URL, "models": [{"folder": path below TASK, "name": "KBLab/kb-whisper-small",
"commit": 40 hex digits, "files": {"model.bin": {"bytes": N or null, "sha256": hex or null}}}]}.
FETCHED: {"KBLab/kb-whisper-small": {"commit": …, "files": {"model.bin": {"bytes": N, "sha256": hex}}}}.

Every file must have the size and hash that the hub states at the commit, and the bytes and SHA-256 of
`files` where they are not null. Writes each folder's manifest.json.
"""

from __future__ import annotations

import hashlib
import json
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
SECONDS = 60  # read timeout of a connection


@dataclass(frozen=True)
class HubFile:
    """As the hub states it: `sha256` of large files, which are in git LFS, `blob` of the others.

    blob: git's id, the SHA-1 of the content behind a header.
    """

    bytes: int
    sha256: str | None
    blob: str | None


@dataclass(frozen=True)
class Found:
    bytes: int
    sha256: str
    blob: str


def main() -> None:
    wanted = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    task = Path(sys.argv[2])
    fetched = {
        model["name"]: fetch_model(wanted["hub"], model, task / model["folder"])
        for model in wanted["models"]
    }
    print(json.dumps(fetched))


def fetch_model(hub: str, model: dict[str, Any], folder: Path) -> dict[str, Any]:
    name, commit, locked = model["name"], model["commit"], model["files"]
    files = listed(read_json(f"{hub}/api/models/{name}/revision/{commit}?blobs=true"))
    vocabulary = next((name for name in VOCABULARIES if name in files), VOCABULARIES[0])
    needed = (*REQUIRED, vocabulary)
    missing = [file for file in needed if file not in files]
    if missing:
        sys.exit(
            f"{name} at {commit} has no {', '.join(missing)}, so it is not in CTranslate2's form;"
            " no image was made of it. Convert it and give the directory: --model DIR"
        )
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    for file in needed:
        download(f"{hub}/{name}/resolve/{commit}/{file}", folder / file)
        has = measured(folder / file)
        refuse_other(f"{name}: {file}", "the lock file", locked.get(file) or {}, has)
        refuse_other(f"{name}: {file}", "the hub", vars(files[file]), has)
        found[file] = {"bytes": has.bytes, "sha256": has.sha256}
    seal(folder, name.rsplit("/", 1)[-1])
    total = sum(file["bytes"] for file in found.values())
    print(f"{name} at {commit}: {total} bytes.", file=sys.stderr)
    return {"commit": commit, "files": found}


def read_json(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:
        return json.load(answer)


def listed(revision: dict[str, Any]) -> dict[str, HubFile]:
    return {entry["rfilename"]: hub_file(entry) for entry in revision["siblings"]}


def hub_file(entry: dict[str, Any]) -> HubFile:
    """`blobId` of a file in git LFS is its pointer's, which is not fetched."""
    if large := entry.get("lfs"):
        return HubFile(large["size"], large["sha256"], None)
    return HubFile(entry["size"], None, entry["blobId"])


def download(url: str, path: Path) -> None:
    with urllib.request.urlopen(url, timeout=SECONDS) as answer, path.open("wb") as file:
        shutil.copyfileobj(answer, file, 1 << 20)


def measured(path: Path) -> Found:
    size = path.stat().st_size
    sha256, blob = hashlib.sha256(), hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            sha256.update(piece)
            blob.update(piece)
    return Found(size, sha256.hexdigest(), blob.hexdigest())


def refuse_other(file: str, who: str, stated: dict[str, Any], has: Found) -> None:
    """`stated`: None where `who` says nothing."""
    for what, title in (("bytes", "bytes"), ("sha256", "SHA-256"), ("blob", "git blob")):
        expected, found = stated.get(what), getattr(has, what)
        if expected is not None and expected != found:
            sys.exit(
                f"{file} is not what {who} says, so no image was made of it."
                f" {title}: expected {expected}, found {found}."
            )


if __name__ == "__main__":
    main()
