"""Loads one stack in this process and writes its figures; cold_start.py runs this.

Each stack is imported as its users do and loaded until it could take audio, on the CPU.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from memory_watch import family

Load = Callable[[Path], None]

STILL_OPEN: list[Any] = []

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
        "readBytes": sum(map(read_bytes, family(os.getpid()))),
        "mappedBytes": mapped_bytes(list(family(os.getpid()))),
    }
    Path(figures).write_text(json.dumps(told), encoding="utf-8")


def read_bytes(pid: int) -> int:
    """Bytes that a process has read through read() and similar calls."""
    lines = Path(f"/proc/{pid}/io").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])


def mapped_bytes(processes: list[int]) -> int:
    """Resident bytes of mapped files; shared pages count once."""
    resident: dict[tuple[str, ...], int] = {}
    for pid in processes:
        for part, size in mapped_parts(pid):
            resident[part] = max(size, resident.get(part, 0))
    return sum(resident.values())


def mapped_parts(pid: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """Mapped ranges of files, with their resident bytes."""
    part: tuple[str, ...] = ()
    for line in Path(f"/proc/{pid}/smaps").read_text(encoding="utf-8").splitlines():
        name, *fields = line.split()
        if not name.endswith(":"):  # address, permissions, offset, device, inode, file
            is_file = len(fields) > 4 and fields[4].startswith("/")
            part = (fields[4], fields[1], fields[0]) if is_file else ()
        elif part and name == "Rss:":
            yield part, int(fields[0]) * 1024


def ours() -> Load:
    """The real command, which reports ready and then gets no request; and a decoder, since the
    command may exit before its own decoder has finished importing."""
    from fast_transcribe.__main__ import main as command

    def load(model: Path) -> None:
        status = command(["--await-request", "--device", "cpu", "--model", str(model)])
        assert status == 0, "the engine did not start"
        ready_decoder()

    return load


def ready_decoder() -> None:
    """Starts a decoder and keeps it open, so that its reads can be counted."""
    from fast_transcribe.audio.decoder_process import Decoder
    from fast_transcribe.errors import AudioUnreadable

    with suppress(AudioUnreadable):
        STILL_OPEN.append(Decoder(standard_input=False))
        STILL_OPEN[-1].open(os.devnull, max_seconds=1.0, split=False)


def faster_whisper() -> Load:
    from faster_whisper import BatchedInferencePipeline, WhisperModel
    from faster_whisper.vad import get_vad_model

    def load(model: Path) -> None:
        BatchedInferencePipeline(WhisperModel(str(model), device="cpu"))
        get_vad_model()  # otherwise loaded with the first file

    return load


def transformers() -> Load:
    """Uses random weights, generated here: model files do not count for any stack."""
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
