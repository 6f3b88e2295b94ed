"""Loads a CTranslate2 Whisper: checked first, on the GPU if there is one, and says which."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import ctranslate2
import numpy as np
from ctranslate2.models import Whisper

from ..diagnostics import log
from ..errors import EngineError, ModelDamaged
from ..speech.mel import WINDOW_FRAMES
from . import manifest
from .manifest import ModelIdentity

_MOST_REPLICAS = 8  # each holds the activations of its own batch; the front end feeds no more


@dataclass(frozen=True)
class ModelOptions:
    """`device` auto, cuda or cpu; `compute_type` as CTranslate2 names it; threads 0 = all cores."""

    directory: Path
    device: str = "auto"
    compute_type: str = "default"
    threads: int = 0


@dataclass(frozen=True)
class LoadedModel:
    """`fallback`: why it is on the CPU although the GPU was to be tried, None otherwise.

    `replicas`: batches that it can work on at the same time; `copy`: loads it once more, for one.
    """

    whisper: Whisper
    identity: ModelIdentity
    replicas: int
    copy: Callable[[], Whisper]
    fallback: str | None = None


def load_model(options: ModelOptions) -> LoadedModel:
    """Raises ModelDamaged, or EngineError where a device that was insisted on does not work."""
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
        # a compute type chosen for the GPU may not exist on the CPU
        options = replace(options, compute_type="default")
        return replace(_on_cpu(options, identity), fallback=str(e))


def _on_cuda(options: ModelOptions, identity: ModelIdentity) -> LoadedModel:
    """Loads and runs once: CTranslate2 looks for cuBLAS only when it first multiplies."""
    if ctranslate2.get_cuda_device_count() == 0:
        raise RuntimeError("no CUDA device was found")

    def load() -> Whisper:
        return Whisper(str(options.directory), device="cuda", compute_type=options.compute_type)

    whisper = load()
    silence = np.zeros((1, whisper.n_mels, WINDOW_FRAMES), np.float32)
    whisper.encode(ctranslate2.StorageView.from_array(silence))
    return LoadedModel(whisper, identity, 1, load)


def _on_cpu(options: ModelOptions, identity: ModelIdentity) -> LoadedModel:
    """A replica a thread: half again as quick as one replica on all threads, at any batch size."""
    threads = options.threads or len(os.sched_getaffinity(0))
    replicas = min(threads, _MOST_REPLICAS)

    def load(replicas: int) -> Whisper:
        return Whisper(
            str(options.directory),
            device="cpu",
            compute_type=options.compute_type,
            inter_threads=replicas,
            intra_threads=threads // replicas,
        )

    return LoadedModel(load(replicas), identity, replicas, lambda: load(1))
