"""Writes manifest.json of a machine image: size and SHA-256 of its files, and versions.

Usage: manifest.py HOME NODE_VERSION, run by the venv's own Python.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

FOLDERS = ("agent", "analysis", "bin", "engine", "machine", "model", "models", "names", "speakers")
# Thousands of files of packages, which are pinned by their hashes.
PACKAGES = "analysis/venv"


def manifest(home: Path, node_version: str) -> dict[str, object]:
    """`files` by path below `home`; `packages`: the venv's packages by name."""
    files = [
        path
        for folder in FOLDERS
        for path in sorted((home / folder).rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and not path.is_relative_to(home / PACKAGES)
    ]
    return {
        "versions": {
            "node": node_version.removeprefix("v"),
            "python": platform.python_version(),
            "packages": {found.name: found.version for found in sorted_distributions()},
        },
        "files": {str(path.relative_to(home)): described(path) for path in files},
    }


def sorted_distributions() -> list[Distribution]:
    return sorted(distributions(), key=lambda found: found.name.lower())


def described(path: Path) -> dict[str, object]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def main() -> None:
    home = Path(sys.argv[1])
    text = json.dumps(manifest(home, sys.argv[2]), indent=1) + "\n"
    (home / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
