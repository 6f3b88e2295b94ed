"""Downloads Whisper models in CTranslate2 format, a language model and a model for names, from Hugging Face.

Usage: fetch_models.py WANTED TASK >FETCHED, with paths of JSON files and the folder of the task

WANTED: {"hub": URL, "models": [{"folder": path below TASK, "name": "KBLab/kb-whisper-small",
"commit": 40 hex digits, "files": {"model.bin": {"bytes": N or null, "sha256": hex or null}}}],
"analysis"?: the same of a language model, of which exactly `files` are fetched, and {"about": {…}}, which
is written beside them as about.json, "names"?: the same of the model for names, without commit and files
for one that is in the folder already}.
FETCHED, of the Whisper models and the one for names: {"KBLab/kb-whisper-small": {"commit": …, "files": {"model.bin": {"bytes": N, "sha256": hex}}}}.

A run that was cut off is gone on with: what has arrived of a file is kept beside it as NAME.part.
Every file must have the size and hash that the hub states at the commit, and the bytes and SHA-256 of
`files` where they are not null. Writes each folder's manifest.json.
"""

from __future__ import annotations

import hashlib
import json
import sys
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, BinaryIO

from fast_transcribe import manifest
from fast_transcribe.names import model_files as names_model
from fast_transcribe.names.errors import NamesUnavailable
from fast_transcribe.whisper import tokens
from fast_transcribe.whisper.manifest import seal

# Files that CTranslate2 loads; a repository's other files are the model in other formats.
REQUIRED = ("config.json", "model.bin")
VOCABULARIES = (tokens.NAME, tokens.OLD_NAME)  # one of them; the newer if both are there
SECONDS = 60  # read timeout of a connection
LARGE = 16 << 20  # bytes of a file whose progress is shown


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
    hub = wanted["hub"]
    try:
        fetched = {
            model["name"]: fetch_model(hub, model, task / model["folder"])
            for model in wanted["models"]
        }
        if analysis := wanted.get("analysis"):
            fetch_analysis(hub, analysis, task / analysis["folder"])
        if names := wanted.get("names"):
            fetched |= fetch_names(hub, names, task / names["folder"])
    except (OSError, HTTPException) as e:
        sys.exit(
            f"{hub} did not send the model: {e}. What has arrived is kept. Run it again, or give"
            " the directory of a model: --model DIR (of the one for names: --names DIR)"
        )
    print(json.dumps(fetched))


def fetch_model(hub: str, model: dict[str, Any], folder: Path) -> dict[str, Any]:
    name, commit = model["name"], model["commit"]
    files = files_at(hub, model)
    vocabulary = next((name for name in VOCABULARIES if name in files), VOCABULARIES[0])
    needed = (*REQUIRED, vocabulary)
    missing = [file for file in needed if file not in files]
    if missing:
        sys.exit(
            f"{name} at {commit} has no {', '.join(missing)}, so it is not in CTranslate2's form;"
            " it is not used. Convert it and give the directory: --model DIR"
        )
    found = fetch_files(hub, model, {file: files[file] for file in needed}, folder)
    seal(folder, name.rsplit("/", 1)[-1])
    return {"commit": commit, "files": found}


def fetch_analysis(hub: str, model: dict[str, Any], folder: Path) -> None:
    name, commit = model["name"], model["commit"]
    files = files_at(hub, model)
    missing = [file for file in model["files"] if file not in files]
    if missing:
        sys.exit(f"{name} at {commit} has no {', '.join(missing)}; it is not used.")
    fetch_files(hub, model, {file: files[file] for file in model["files"]}, folder)
    (folder / "about.json").write_text(json.dumps(model["about"]) + "\n", encoding="utf-8")


def fetch_names(hub: str, model: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Fetches it unless it is there, and seals it unless it has a manifest."""
    name, commit = model["name"], model.get("commit")
    fetched = {}
    if commit is not None:
        files = files_at(hub, model)
        missing = [file for file in names_model.FILES if file not in files]
        if missing:
            sys.exit(
                f"{name} at {commit} has no {', '.join(missing)}, so it is no model for names in"
                " ONNX's form; it is not used. Give the folder of one: --names DIR"
            )
        found = fetch_files(hub, model, {file: files[file] for file in names_model.FILES}, folder)
        fetched = {name: {"commit": commit, "files": found}}
    if not (folder / manifest.NAME).exists():
        try:
            names_model.seal(folder, name, commit)
        except NamesUnavailable as e:
            sys.exit(str(e))
    return fetched


def files_at(hub: str, model: dict[str, Any]) -> dict[str, HubFile]:
    commit = model["commit"]
    return listed(read_json(f"{hub}/api/models/{model['name']}/revision/{commit}?blobs=true"))


def fetch_files(
    hub: str, model: dict[str, Any], files: dict[str, HubFile], folder: Path
) -> dict[str, Any]:
    """files: as the hub states them. Exits if one has another size or hash than that, or the lock file."""
    name, commit, locked = model["name"], model["commit"], model["files"]
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    for file, stated in files.items():
        path = folder / file
        if not path.exists():
            download(f"{hub}/{name}/resolve/{commit}/{file}", part_of(path), stated.bytes)
        has = measured(path if path.exists() else part_of(path))
        about = f"{name}: {file}"
        difference = other(about, "the lock file", locked.get(file) or {}, has)
        difference = difference or other(about, "the hub", vars(stated), has)
        if difference:
            path.unlink(missing_ok=True)
            part_of(path).unlink(missing_ok=True)
            sys.exit(difference)
        if not path.exists():
            part_of(path).replace(path)
        found[file] = {"bytes": has.bytes, "sha256": has.sha256}
    total = sum(file["bytes"] for file in found.values())
    print(f"{name} at {commit}: {total} bytes.", file=sys.stderr)
    return found


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


def part_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def download(url: str, part: Path, size: int) -> None:
    """Goes on behind the bytes of `part` that are there; a server may send all of them again."""
    begun = part.stat().st_size if part.exists() else 0
    if 0 < begun == size:
        return
    ranges = {"Range": f"bytes={begun}-"} if 0 < begun < size else {}
    request = urllib.request.Request(url, headers=ranges)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        is_rest = answer.status == 206
        with part.open("ab" if is_rest else "wb") as file:
            copy(answer, file, Progress(part.stem, begun if is_rest else 0, size))
    if part.stat().st_size < size:
        sys.exit(
            f"{part.stem} was cut off after {part.stat().st_size} of {size} bytes, which are kept."
            " Run it again: it goes on there."
        )


def copy(source: Any, target: BinaryIO, progress: Progress) -> None:
    while piece := source.read(1 << 20):
        target.write(piece)
        progress.add(len(piece))


class Progress:
    """Says how much of a large file has arrived, at each tenth."""

    def __init__(self, name: str, begun: int, size: int) -> None:
        self._name, self._bytes, self._size = name, begun, size
        self._tenths = self._done()

    def add(self, count: int) -> None:
        self._bytes += count
        if self._size < LARGE or self._done() == self._tenths:
            return
        self._tenths = self._done()
        print(
            f"{self._name}: {self._bytes >> 20} of {self._size >> 20} MiB",
            file=sys.stderr,
            flush=True,
        )

    def _done(self) -> int:
        return 10 * self._bytes // max(1, self._size)


def measured(path: Path) -> Found:
    size = path.stat().st_size
    sha256, blob = hashlib.sha256(), hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            sha256.update(piece)
            blob.update(piece)
    return Found(size, sha256.hexdigest(), blob.hexdigest())


def other(file: str, who: str, stated: dict[str, Any], has: Found) -> str | None:
    """The difference as a sentence. `stated`: None where `who` says nothing."""
    for what, title in (("bytes", "bytes"), ("sha256", "SHA-256"), ("blob", "git blob")):
        expected, found = stated.get(what), getattr(has, what)
        if expected is not None and expected != found:
            return (
                f"{file} is not what {who} says, so it is not used."
                f" {title}: expected {expected}, found {found}."
            )
    return None


if __name__ == "__main__":
    main()
