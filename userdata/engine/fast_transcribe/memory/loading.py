"""Chooses how Whisper is loaded where a language model runs on the same GPU."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..diagnostics import log
from ..whisper.model import ModelOptions
from .beside import BesideInvalid, read_beside
from .card import total_memory
from .command import BATCH_SIZE
from .plan import MemoryPlan, Models, Wish, plan
from .whisper_sizes import ModelUnreadable, read_sizes


def plan_loading(
    options: ModelOptions, beside: Path | None, batch_size: int | None
) -> tuple[ModelOptions, MemoryPlan | None]:
    """The options to load with, and the plan; what does not fit is loaded as it would be alone.

    No plan without `beside`, or if it or the model cannot be read: loading says what is wrong with
    the model, and a transcript needs no language model.
    """
    if beside is None:
        return options, None
    try:
        program, sizes = read_beside(beside), read_sizes(options.directory)
    except (BesideInvalid, ModelUnreadable) as e:
        log("warn", "no plan of the GPU's memory", reason=str(e))
        return options, None
    total = None if options.device == "cpu" else total_memory()
    wish = Wish(batch_size or BATCH_SIZE, options.compute_type)
    found = plan(Models(sizes, program), total, wish)
    if not found.fits:
        log("warn", "the language model does not fit beside Whisper", needed=found.needed)
        return options, found
    return replace(options, gpu_compute_type=found.compute_type), found
