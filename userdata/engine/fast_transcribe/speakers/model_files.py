"""The networks' folder with its manifest.json (../manifest.py), as model/speakers/make.py makes it."""

from __future__ import annotations

from pathlib import Path

from ..manifest import NAME, FilesDiffer, content_of, read_manifest
from .errors import SpeakersUnavailable

SEGMENTATION = "segmentation.onnx"
CAMPPLUS = "campplus.onnx"


def read_networks(directory: Path) -> tuple[bytes, bytes]:
    """Content of segmentation.onnx and campplus.onnx.

    Raises SpeakersUnavailable if one is missing or is another file than the manifest lists.
    """
    if not (directory / NAME).is_file():
        raise SpeakersUnavailable(
            "The networks that tell speakers apart are not installed: there is no"
            f" {directory / NAME}. Build the image with them, or make them:"
            " python model/speakers/make.py DIRECTORY."
        )
    try:
        manifest = read_manifest(directory)
        segmentation, campplus = (
            content_of(directory, manifest.stated(name)) for name in (SEGMENTATION, CAMPPLUS)
        )
    except FilesDiffer as e:
        raise SpeakersUnavailable(
            f"The networks that tell speakers apart are damaged: {e}. Install them again."
        ) from e
    return segmentation, campplus
