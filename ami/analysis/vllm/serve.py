"""Serves a model by vLLM's own server, on loopback, with the share of the GPU that program.json plans.

Usage: serve.py --model DIR --name NAME --context TOKENS --port PORT [--mistral]

Needs an NVIDIA GPU. Becomes `vllm serve`, which ends on SIGTERM.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

CUDA = 500_000_000  # bytes of context and kernels, which vLLM counts as its own
MISTRAL = ["--tokenizer-mode", "mistral", "--config-format", "mistral", "--load-format", "mistral"]


def share(memory: dict[str, int], context: int, total: int) -> float:
    """The part of the GPU's memory that weights, buffers and one question of `context` tokens take."""
    needed = memory["weightsBytes"] + memory["workspaceBytes"] + CUDA
    return (needed + context * memory["cacheBytesPerToken"]) / total


def total_memory() -> int:
    import pynvml  # of nvidia-ml-py, which vLLM brings

    pynvml.nvmlInit()
    return int(pynvml.nvmlDeviceGetMemoryInfo(pynvml.nvmlDeviceGetHandleByIndex(0)).total)


def command(options: argparse.Namespace, gpu_share: float) -> list[str]:
    return [
        *[str(Path(sys.executable).with_name("vllm")), "serve", options.model],
        *["--served-model-name", options.name],
        *["--host", "127.0.0.1", "--port", str(options.port)],
        *["--max-model-len", str(options.context), "--max-num-seqs", "1"],
        *["--gpu-memory-utilization", f"{gpu_share:.4f}"],
        *(MISTRAL if options.mistral else []),
    ]


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--model", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--context", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mistral", action="store_true", help="weights in Mistral's own format")
    return parser.parse_args()


def main() -> None:
    options = parsed()
    text = (Path(__file__).parent / "program.json").read_text(encoding="utf-8")
    program: dict[str, Any] = json.loads(text)
    gpu_share = share(program["memory"], options.context, total_memory())
    # Its user has no home.
    os.environ.setdefault("VLLM_CACHE_ROOT", tempfile.mkdtemp(prefix="vllm-"))
    started = command(options, min(gpu_share, 1.0))
    os.execv(started[0], started)


if __name__ == "__main__":
    main()
