"""faster-whisper behind the engine's own protocol: events as JSON lines.

Emits ready when the model is loaded, reads {"audio": …, "language"?: "sv", "words"?: true}, then
emits segments and done. --mode batched is its fast pipeline; sequential is its default: beam 5, with
VAD.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

import faster_whisper
from faster_whisper.transcribe import Segment
from faster_whisper.vad import get_vad_model

# Best values found in interleaved runs: a GPU needs full batches; on two cores 4, 8 and 16 take the
# same time within noise, and 4 has the earliest first segment and the least memory.
BATCH_SIZE = {"cuda": 16, "cpu": 4}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--mode", choices=("batched", "sequential"), default="batched")
    options = parser.parse_args()
    model = faster_whisper.WhisperModel(
        options.model,
        device=options.device,
        compute_type=options.compute_type,
        cpu_threads=options.threads,
    )
    get_vad_model()
    tell(event="ready")
    for segment in heard(model, options, json.loads(sys.stdin.readline())):
        told = {"start": segment.start, "end": segment.end, "text": segment.text.strip()}
        if segment.words is not None:
            told["words"] = [
                {"start": w.start, "end": w.end, "word": w.word} for w in segment.words
            ]
        tell(event="segment", **told)
    tell(event="done")


def heard(
    model: faster_whisper.WhisperModel, options: argparse.Namespace, request: dict[str, Any]
) -> Iterable[Segment]:
    how = {
        "language": request.get("language", "sv"),
        "vad_filter": True,
        "word_timestamps": request.get("words", False),
    }
    if options.mode == "sequential":
        return model.transcribe(request["audio"], **how)[0]
    pipeline = faster_whisper.BatchedInferencePipeline(model)
    batch_size = BATCH_SIZE[options.device]
    return pipeline.transcribe(request["audio"], batch_size=batch_size, beam_size=1, **how)[0]


def tell(**fields: object) -> None:
    print(json.dumps(fields, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
