"""Starts one stack in this process and writes what it took: cold_start.py runs this.

Each stack is imported as its user would, and loaded until it could take audio, on the CPU.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Load = Callable[[Path], None]

MICRO_WHISPER = Path(__file__).resolve().parents[2] / "model" / "micro-whisper"


def main(stack: str, model: str, figures: str) -> None:
    began = time.perf_counter()
    load = STACKS[stack]()
    imported = time.perf_counter()
    load(Path(model))
    loaded = time.perf_counter()
    told = {
        "importSeconds": imported - began,
        "loadSeconds": loaded - imported,
        "readBytes": read_bytes(),
        "mappedBytes": mapped_bytes(),
    }
    Path(figures).write_text(json.dumps(told), encoding="utf-8")


def read_bytes() -> int:
    """What this process has got from read() and its like since it began."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])


def mapped_bytes() -> int:
    """Of mapped files, what is in this process's memory."""
    total, of_file = 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        name, *fields = line.split()
        if not name.endswith(":"):  # address, permissions, offset, device, inode, file
            of_file = len(fields) > 4 and fields[4].startswith("/")
        elif of_file and name == "Rss:":
            total += int(fields[0]) * 1024
    return total


def ours() -> Load:
    """The real command, which says ready and then finds no request."""
    from fast_transcribe.__main__ import main as command

    def load(model: Path) -> None:
        status = command(["--await-request", "--device", "cpu", "--model", str(model)])
        assert status == 0, "the engine did not start"

    return load


def faster_whisper() -> Load:
    from faster_whisper import BatchedInferencePipeline, WhisperModel
    from faster_whisper.vad import get_vad_model

    def load(model: Path) -> None:
        BatchedInferencePipeline(WhisperModel(str(model), device="cpu"))
        get_vad_model()  # it would come with the first file

    return load


def transformers() -> Load:
    """Its weights are noise, made on the spot: the model's files do not count for any stack."""
    import torch  # noqa: F401
    from transformers import (
        WhisperConfig,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
        WhisperTokenizerFast,
        pipeline,
    )

    def load(model: Path) -> None:
        config = WhisperConfig.from_json_file(str(MICRO_WHISPER / "config.json"))
        pipeline(
            "automatic-speech-recognition",
            model=WhisperForConditionalGeneration(config),
            tokenizer=WhisperTokenizerFast(tokenizer_file=str(model / "tokenizer.json")),
            feature_extractor=WhisperFeatureExtractor(),
        )

    return load


STACKS: dict[str, Callable[[], Load]] = {
    "ours": ours,
    "faster-whisper": faster_whisper,
    "transformers": transformers,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
