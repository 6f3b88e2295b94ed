"""Tests an image on a machine booted from it. Usage: verify.py HOME AUDIO

Run by the image's own Python with the image's engine. Prints one line of JSON: transcript, device,
model, and whether CTranslate2 treats the model as multilingual (otherwise it silently drops the
language from the prompt).
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
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
        if hashlib.sha256(path.read_bytes()).hexdigest() != stated["sha256"]:
            sys.exit(f"{name} is not what the image's manifest says.")


def transcribe(model: Path, audio: Path) -> list[dict[str, Any]]:
    """Runs the engine on the file and returns its events."""
    command = [sys.executable, "-m", "fast_transcribe", str(audio), "--model", str(model)]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    events = [json.loads(line) for line in run.stdout.splitlines()]
    if run.returncode != 0:
        sys.exit(f"The engine ended with {run.returncode}: {events[-1:]}")
    return events


def main() -> None:
    home, audio = Path(sys.argv[1]), Path(sys.argv[2])
    refuse_changed_files(home)
    model = home / "model"
    whisper = load_model(ModelOptions(model)).whisper
    multilingual = whisper.is_multilingual
    del whisper  # free GPU memory for the engine
    began = time.monotonic()
    events = transcribe(model, audio)
    done = events[-1]
    told = {
        "text": " ".join(e["text"] for e in events if e["event"] == "segment"),
        "device": done["engine"]["device"],
        "computeType": done["engine"]["computeType"],
        "fallback": done["engine"].get("fallback"),
        "model": done["model"],
        "multilingual": multilingual,
        "seconds": round(time.monotonic() - began, 2),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
