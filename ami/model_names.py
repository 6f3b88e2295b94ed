"""Prints the names of model directories, one a line. Fails unless they can be told apart.

Usage: model_names.py DIR…
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,63}", re.ASCII)  # as core/transcript/model-name.ts


def main() -> None:
    names = [name_of(Path(folder)) for folder in sys.argv[1:]]
    for name in names:
        if not NAME.fullmatch(name):
            sys.exit(f"{name!r} in a manifest.json is no name that jobs can ask for.")
    if len(set(names)) < len(names):
        sys.exit(f"Two of the models have the same name: {', '.join(names)}.")
    print("\n".join(names))


def name_of(folder: Path) -> str:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return str(manifest.get("name", ""))


if __name__ == "__main__":
    main()
