"""transformers' speech pipeline on the model with KB-Whisper-small's shape, behind our protocol.

Emits ready when the model is loaded, reads {"audio": …}, then emits one segment and done: the
pipeline answers only at the end. A line on standard error has the encoder's number of windows.
"""

from __future__ import annotations

import argparse
import json
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import WhisperFeatureExtractor, WhisperForConditionalGeneration, pipeline
from transformers_model import load, tokenizer

RATE = 16000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = load(options.weights).to(options.device)
    windows = count_windows(model)
    recognise = pipeline(
        "automatic-speech-recognition",
        model=model,
        tokenizer=tokenizer(options.tokenizer),
        feature_extractor=WhisperFeatureExtractor(),
        chunk_length_s=30,
        stride_length_s=5,
        batch_size=8,
        device=options.device,
    )
    tell(event="ready")
    audio = read_wav(json.loads(sys.stdin.readline())["audio"])
    how = {"language": "sv", "task": "transcribe", "num_beams": 1, "do_sample": False}
    heard = recognise({"raw": audio, "sampling_rate": RATE}, generate_kwargs=how)
    tell(event="segment", start=0.0, end=len(audio) / RATE, text=heard["text"])
    tell(event="done")
    print(json.dumps({"notes": {"windows": sum(windows)}}), file=sys.stderr)


def count_windows(model: WhisperForConditionalGeneration) -> list[int]:
    """Batch sizes of the encoder's calls; the list grows as they come."""
    sizes: list[int] = []
    forward = model.model.encoder.forward

    def counted(*arguments: Any, **named: Any) -> Any:
        sizes.append(len(arguments[0] if arguments else named["input_features"]))
        return forward(*arguments, **named)

    model.model.encoder.forward = counted
    return sizes


def read_wav(path: str) -> NDArray[np.float32]:
    """Mono, 16 kHz, 16 bit -> float32 [n]."""
    with wave.open(path) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return pcm.astype(np.float32) / 32768


def tell(**fields: object) -> None:
    print(json.dumps(fields, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
