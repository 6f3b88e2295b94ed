"""The manifest.json of a Whisper model.

    python -m fast_transcribe.whisper.manifest DIR NAME    writes it, for a model from elsewhere

Format: as ../manifest.py has it, files by ascending name.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from ..errors import ModelDamaged
from ..manifest import NAME, FilesDiffer, check_file, measured, read_manifest, write_manifest

__all__ = ["NAME", "ModelIdentity", "check", "seal"]


@dataclass(frozen=True)
class ModelIdentity:
    """`name`: the model's name in transcripts; `sha256`: of the manifest, hence of all files."""

    name: str
    sha256: str


def seal(directory: Path, name: str) -> None:
    """Writes a manifest of the files in `directory`. name: the model's name in transcripts."""
    files = sorted(p.name for p in directory.iterdir() if p.is_file() and p.name != NAME)
    write_manifest(directory, files, name=name)


def check(directory: Path) -> ModelIdentity:
    """Raises ModelDamaged if a listed file is missing or differs in size or SHA-256.

    Hashing adds no disk reads: it brings the files into the page cache for the model's loader.
    """
    path = directory / NAME
    _check_presence(path)
    try:
        manifest = read_manifest(directory)
        manifest.stated("model.bin")
        for stated in manifest.files:
            check_file(directory, stated)
    except FilesDiffer as e:
        raise ModelDamaged(
            f"The model is damaged: {e}; no job can run with it; install or publish it again."
        ) from e
    name = str(manifest.fields.get("name", directory.name))  # older manifests have no name
    return ModelIdentity(name, measured(path).sha256)


def _check_presence(path: Path) -> None:
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
