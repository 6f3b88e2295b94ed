"""Checks a CTranslate2 Whisper model and loads it, on the GPU if one works."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import ctranslate2
import numpy as np
from ctranslate2.models import Whisper

from ..diagnostics import log
from ..errors import EngineError, ModelDamaged, UsageError
from ..speech.mel import WINDOW_FRAMES
from . import manifest
from .manifest import ModelIdentity

DEFAULT = "default"
_CHOSEN_BY_CTRANSLATE2 = {DEFAULT, "auto"}  # compute types that it resolves per device
_CPU_DEFAULT = "int8"
_NAMES = {"cuda": "GPU", "cpu": "CPU"}
_MAX_REPLICAS = 8  # each has its own activations in memory; the front end cannot feed more


@dataclass(frozen=True)
class ModelOptions:
    """`device`: auto, cuda or cpu. `threads`: 0 means all cores.

    `compute_type`: CTranslate2's name of it. "default" is the model's stored type on a GPU and int8
    on a CPU, which would compute float16 as float32: 1.5 times the time for the same words
    (docs/engine.md). `gpu_compute_type`: another one on a GPU, chosen by a plan of its memory.
    """

    directory: Path
    device: str = "auto"
    compute_type: str = DEFAULT
    threads: int = 0
    gpu_compute_type: str | None = None


@dataclass(frozen=True)
class LoadedModel:
    """`fallback`: why device "auto" uses the CPU, else None. `replicas`: concurrent batches."""

    whisper: Whisper
    identity: ModelIdentity
    replicas: int
    fallback: str | None = None


def load_model(options: ModelOptions) -> LoadedModel:
    """Raises ModelDamaged; UsageError if the device lacks the compute type; EngineError if "cuda"
    is requested and cannot run the model."""
    loaded = _on_best_device(options, manifest.check(options.directory))
    if not loaded.whisper.is_multilingual:
        # CTranslate2 would silently drop language and task from the prompt and transcribe badly. It
        # decides by the vocabulary's size, which a conversion that loses the empty token changes.
        raise ModelDamaged(
            "CTranslate2 takes the model for English-only; it would transcribe wrongly;"
            " convert it again with all 51865 tokens or more, the empty one included."
        )
    return loaded


def _on_best_device(options: ModelOptions, identity: ModelIdentity) -> LoadedModel:
    if options.device == "cpu":
        return _on_cpu(options, identity)
    try:
        return _on_cuda(options, identity)
    except (RuntimeError, ValueError) as e:
        if options.device == "cuda":
            raise EngineError(
                f"The GPU cannot run the model ({e}); nothing was transcribed;"
                " try another machine, or --device auto to fall back to the CPU."
            ) from e
        log("warn", "fell back to the CPU", reason=str(e))
        return replace(_on_cpu(options, identity), fallback=str(e))


def _on_cuda(options: ModelOptions, identity: ModelIdentity) -> LoadedModel:
    """Loads the model and encodes once, since CTranslate2 loads cuBLAS only when it multiplies."""
    if ctranslate2.get_cuda_device_count() == 0:
        raise RuntimeError("no CUDA device was found")
    compute_type = _compute_type("cuda", options.gpu_compute_type or options.compute_type)
    whisper = Whisper(str(options.directory), device="cuda", compute_type=compute_type)
    silence = np.zeros((1, whisper.n_mels, WINDOW_FRAMES), np.float32)
    whisper.encode(ctranslate2.StorageView.from_array(silence))
    return LoadedModel(whisper, identity, 1)


def _on_cpu(options: ModelOptions, identity: ModelIdentity) -> LoadedModel:
    """One replica per thread: 1.5 times as fast as one on all threads, at any batch size."""
    threads = options.threads or len(os.sched_getaffinity(0))
    replicas = min(threads, _MAX_REPLICAS)
    whisper = Whisper(
        str(options.directory),
        device="cpu",
        compute_type=_compute_type("cpu", options.compute_type),
        inter_threads=replicas,
        intra_threads=threads // replicas,
    )
    return LoadedModel(whisper, identity, replicas)


def _compute_type(device: str, asked: str) -> str:
    """Resolves "default" on a CPU. Raises UsageError if the device does not support `asked`."""
    if asked in _CHOSEN_BY_CTRANSLATE2 and device == "cuda":
        return asked
    can = ctranslate2.get_supported_compute_types(device)
    if asked == DEFAULT:
        return _CPU_DEFAULT if _CPU_DEFAULT in can else DEFAULT
    accepted = {*can, *_CHOSEN_BY_CTRANSLATE2}
    if asked not in accepted:
        raise UsageError(
            f"The {_NAMES[device]} of this machine cannot run the model as {asked!r}; nothing was"
            f" transcribed; ask for one of {', '.join(sorted(accepted))}."
        )
    return asked
