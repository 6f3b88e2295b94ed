"""Prints models and versions of a finished image as one line of JSON.

Usage: describe_image.py HOME FETCHED, with the output of fetch_models.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    home, fetched = Path(sys.argv[1]), Path(sys.argv[2])
    folders = [home / "model", *sorted((home / "models").glob("*"))]
    told = {
        "models": [read(folder / "manifest.json").get("name", "unnamed") for folder in folders],
        "versions": read(home / "manifest.json")["versions"],
        "fetched": read(fetched),
    }
    print(json.dumps(told))


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
