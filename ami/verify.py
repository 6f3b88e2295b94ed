"""Tests an image on a machine booted from it. Usage: verify.py HOME TRIED gpu|none

TRIED is what the agent's service wrote of the sample (userdata/agent/try-engine.ts); `gpu`: the machine
has one. Run by the image's own Python. Prints one line of JSON: transcript, device, model, and
whether CTranslate2 treats the model as multilingual (otherwise it silently drops the language from
the prompt).
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from fast_transcribe.whisper.model import ModelOptions, load_model


def refuse_changed_files(home: Path) -> None:
    """Checks every file of the image's manifest, byte for byte, after the disk was copied."""
    files = json.loads((home / "manifest.json").read_text(encoding="utf-8"))["files"]
    for name, stated in files.items():
        path = home / name
        if not path.is_file():
            sys.exit(f"{name} is missing on the machine that was started from the image.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != stated["sha256"]:
            sys.exit(f"{name} is not what the image's manifest says.")


def main() -> None:
    home, tried, gpu = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    refuse_changed_files(home)
    heard = json.loads(tried.read_text(encoding="utf-8"))
    told = {
        "text": heard["text"],
        "gpu": gpu == "gpu",
        "device": heard["engine"]["device"],
        "computeType": heard["engine"]["computeType"],
        "fallback": heard["engine"].get("fallback"),
        "model": heard["model"],
        "multilingual": load_model(ModelOptions(home / "model")).whisper.is_multilingual,
        "seconds": round(heard["seconds"], 2),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
