"""manifest.json of a model directory: every file with its size in bytes and SHA-256.

    python -m fast_transcribe.whisper.manifest DIR NAME    writes it, for a model from elsewhere

Format: {"name": "kb-whisper-small", "files": [{"name": "model.bin", "bytes": 9645912, "sha256":
"…"}]}, files by ascending name.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shlex
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from ..errors import ModelDamaged

NAME = "manifest.json"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class ModelFile:
    """One file's entry in the manifest."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ModelIdentity:
    """`name`: the model's name in transcripts; `sha256`: of the manifest, hence of all files."""

    name: str
    sha256: str


def seal(directory: Path, name: str) -> None:
    """Writes a manifest of the files in `directory`. name: the model's name in transcripts."""
    names = sorted(p.name for p in directory.iterdir() if p.is_file() and p.name != NAME)
    files = [asdict(_measure(directory / file)) for file in names]
    text = json.dumps({"name": name, "files": files}, indent=2) + "\n"
    (directory / NAME).write_text(text, encoding="utf-8")


def check(directory: Path) -> ModelIdentity:
    """Raises ModelDamaged if a listed file is missing or differs in size or SHA-256.

    Hashing adds no disk reads: it brings the files into the page cache for the model's loader.
    """
    manifest = directory / NAME
    name, files = _read(manifest)
    for stated in files:
        path = directory / stated.name
        if not path.is_file() or path.stat().st_size != stated.bytes:
            raise _damaged(f"{stated.name} is missing or cut short")
        if _measure(path) != stated:
            raise _damaged(f"{stated.name} does not have the stated SHA-256")
    return ModelIdentity(name, _measure(manifest).sha256)


def _read(path: Path) -> tuple[str, list[ModelFile]]:
    if not path.parent.is_dir():
        raise ModelDamaged(
            f"There is no model in {path.parent}: no such folder; no job can run without one;"
            " name the folder of a Whisper model for CTranslate2."
        )
    if not path.exists():
        raise ModelDamaged(
            f"The model in {path.parent} has no {NAME}; no job can run with it; if its files are"
            f" complete, write the {NAME}: {_command(path.parent)}"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        stated = [ModelFile(f["name"], f["bytes"], f["sha256"]) for f in content["files"]]
        name = str(content.get("name", path.parent.name))  # older manifests have no name
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise _damaged(f"{NAME} cannot be read") from e
    if not any(f.name == "model.bin" for f in stated):
        raise _damaged(f"{NAME} does not list model.bin")
    return name, stated


def _measure(path: Path) -> ModelFile:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return ModelFile(path.name, size, digest.hexdigest())


def _damaged(what: str) -> ModelDamaged:
    return ModelDamaged(
        f"The model is damaged: {what}; no job can run with it; install or publish it again."
    )


def _command(directory: Path) -> str:
    """Shell command that writes the manifest, from any working directory."""
    packages = Path(__file__).resolve().parents[2]
    folder = directory.resolve()
    module = f"{__package__}.{Path(__file__).stem}"
    words = [sys.executable, "-m", module, str(folder), folder.name or "whisper"]
    return f"PYTHONPATH={shlex.quote(str(packages))} {shlex.join(words)}"


def _main() -> None:
    parser = argparse.ArgumentParser(
        prog=f"python -m {__package__}.{Path(__file__).stem}",
        description=f"Writes the {NAME} of a model: the files that are there now are its files.",
    )
    parser.add_argument("directory", type=Path, metavar="DIR", help="of the model")
    parser.add_argument("name", metavar="NAME", help="what transcripts call it")
    given = parser.parse_args()
    if not (given.directory / "model.bin").is_file():
        parser.error(f"{given.directory} has no model.bin, so it is no model for CTranslate2")
    seal(given.directory, given.name)


if __name__ == "__main__":
    _main()
