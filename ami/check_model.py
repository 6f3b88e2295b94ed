"""Fails unless a model's files match its manifest. Usage: check_model.py DIR"""

from __future__ import annotations

import sys
from pathlib import Path

from fast_transcribe.errors import ModelDamaged
from fast_transcribe.whisper.manifest import check


def main() -> None:
    try:
        identity = check(Path(sys.argv[1]))
    except ModelDamaged as e:
        sys.exit(str(e))
    print(f"The model is {identity.name}; its manifest has the SHA-256 {identity.sha256}.")


if __name__ == "__main__":
    main()
