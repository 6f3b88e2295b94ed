"""Tests an image on a machine booted from it. Usage: verify.py HOME TRIED gpu|none

TRIED is what the agent's service wrote of the sample (userdata/agent/try-engine.ts); `gpu`: the machine
has one. Run by the image's own Python. Prints one line of JSON: of each model its name, transcript,
device, and whether CTranslate2 treats it as multilingual (otherwise it silently drops the language
from the prompt).
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from fast_transcribe.whisper.model import ModelOptions, load_model


def refuse_changed_files(home: Path) -> None:
    """Checks every file of the image's manifest, byte for byte, after the disk was copied."""
    files = json.loads((home / "manifest.json").read_text(encoding="utf-8"))["files"]
    for name, stated in files.items():
        path = home / name
        if not path.is_file():
            sys.exit(f"{name} is missing on the machine that was started from the image.")
        if sha256_of(path) != stated["sha256"]:
            sys.exit(f"{name} is not what the image's manifest says.")


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def verdict(home: Path, heard: dict[str, Any]) -> dict[str, object]:
    """heard: one entry of TRIED."""
    return {
        "model": heard["model"],
        "text": heard["text"],
        "device": heard["engine"]["device"],
        "computeType": heard["engine"]["computeType"],
        "fallback": heard["engine"].get("fallback"),
        "multilingual": is_multilingual(home / heard["folder"]),
        "seconds": round(heard["seconds"], 2),
    }


def is_multilingual(model: Path) -> bool:
    """On the CPU: the vocabulary decides, and the GPU's memory is not needed for it."""
    return bool(load_model(ModelOptions(model, device="cpu")).whisper.is_multilingual)


def main() -> None:
    home, tried, gpu = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    refuse_changed_files(home)
    heard = json.loads(tried.read_text(encoding="utf-8"))
    told = {"gpu": gpu == "gpu", "models": [verdict(home, model) for model in heard]}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
