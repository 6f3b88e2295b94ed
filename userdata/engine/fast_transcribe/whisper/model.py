"""Loads a CTranslate2 Whisper: checked first, on the GPU if there is one, and says which."""

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
_CHOSEN = {DEFAULT, "auto"}  # CTranslate2 knows what these are on a device
_CPU_DEFAULT = "int8"
_NAMES = {"cuda": "GPU", "cpu": "CPU"}
_MOST_REPLICAS = 8  # each holds the activations of its own batch; the front end feeds no more


@dataclass(frozen=True)
class ModelOptions:
    """`device`: auto, cuda or cpu; `threads`: 0 is all cores.

    `compute_type`: as CTranslate2 names it. "default" is the type that the model is stored in on a
    GPU and int8 on a CPU, where float16 would be computed as float32: 1.5 times the time, for the
    same words (docs/engine.md).
    """

    directory: Path
    device: str = "auto"
    compute_type: str = DEFAULT
    threads: int = 0


@dataclass(frozen=True)
class LoadedModel:
    """`fallback`: why it is on the CPU although the GPU was to be tried, None otherwise.

    `replicas`: batches that it can work on at the same time.
    """

    whisper: Whisper
    identity: ModelIdentity
    replicas: int
    fallback: str | None = None


def load_model(options: ModelOptions) -> LoadedModel:
    """Raises ModelDamaged; UsageError for a compute type that the device does not have; EngineError
    where the device that was asked for does not work."""
    loaded = _on_best_device(options, manifest.check(options.directory))
    if not loaded.whisper.is_multilingual:
        # CTranslate2 would drop language and task from the prompt without a word, and transcribe
        # badly. It counts the vocabulary: a conversion that loses the empty token comes here.
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
    """Loads and runs once: CTranslate2 looks for cuBLAS only when it first multiplies."""
    if ctranslate2.get_cuda_device_count() == 0:
        raise RuntimeError("no CUDA device was found")
    compute_type = _compute_type("cuda", options.compute_type)
    whisper = Whisper(str(options.directory), device="cuda", compute_type=compute_type)
    silence = np.zeros((1, whisper.n_mels, WINDOW_FRAMES), np.float32)
    whisper.encode(ctranslate2.StorageView.from_array(silence))
    return LoadedModel(whisper, identity, 1)


def _on_cpu(options: ModelOptions, identity: ModelIdentity) -> LoadedModel:
    """A replica a thread: half again as quick as one replica on all threads, at any batch size."""
    threads = options.threads or len(os.sched_getaffinity(0))
    replicas = min(threads, _MOST_REPLICAS)
    whisper = Whisper(
        str(options.directory),
        device="cpu",
        compute_type=_compute_type("cpu", options.compute_type),
        inter_threads=replicas,
        intra_threads=threads // replicas,
    )
    return LoadedModel(whisper, identity, replicas)


def _compute_type(device: str, asked: str) -> str:
    """What was asked for, or the device's default. Raises UsageError if the device cannot do it."""
    if asked in _CHOSEN and device == "cuda":
        return asked
    can = ctranslate2.get_supported_compute_types(device)
    if asked == DEFAULT:
        return _CPU_DEFAULT if _CPU_DEFAULT in can else DEFAULT
    if asked not in {*can, *_CHOSEN}:
        raise UsageError(
            f"The {_NAMES[device]} of this machine cannot run the model as {asked!r}; nothing was"
            f" transcribed; ask for one of {', '.join(sorted({*can, *_CHOSEN}))}."
        )
    return asked
