"""Prints model and versions of a finished image as one line of JSON. Usage: inspect_model.py HOME"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    home = Path(sys.argv[1])
    versions = json.loads((home / "manifest.json").read_text(encoding="utf-8"))["versions"]
    model = json.loads((home / "model/manifest.json").read_text(encoding="utf-8"))
    print(json.dumps({"model": model.get("name", "unnamed"), "versions": versions}))


if __name__ == "__main__":
    main()
