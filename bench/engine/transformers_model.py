"""The model of random_model.py for transformers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import (
    GenerationConfig,
    WhisperConfig,
    WhisperForConditionalGeneration,
    WhisperTokenizerFast,
)

END, START, SWEDISH, TRANSCRIBE, NO_TIMES, FIRST_TIME = 50257, 50258, 50273, 50359, 50363, 50364
VOCABULARY = 51865


def load(folder: Path) -> WhisperForConditionalGeneration:
    """Loads the CTranslate2 model's weights.npz, in float32."""
    shape = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    with np.load(folder / "weights.npz") as archive:
        weights = {k: torch.from_numpy(archive[k].astype(np.float32)) for k in archive.files}
    embeddings = weights.pop("model.decoder.embed_tokens.rows")
    for unused in ("ids", "junk_row"):
        weights.pop(f"model.decoder.embed_tokens.{unused}")
    weights["model.decoder.embed_tokens.weight"] = weights["proj_out.weight"] = embeddings
    model = WhisperForConditionalGeneration(_config(shape, embeddings.shape[1]))
    model.load_state_dict(weights)
    model.generation_config = _generation()
    return model.eval()


def tokenizer(file: str) -> WhisperTokenizerFast:
    special = ("bos_token", "eos_token", "unk_token", "pad_token")
    return WhisperTokenizerFast(tokenizer_file=file, **dict.fromkeys(special, "<|endoftext|>"))


def _config(shape: dict[str, Any], width: int) -> WhisperConfig:
    ids = {"decoder_start_token_id": START, "eos_token_id": END, "pad_token_id": END}
    heads = {k: v for k, v in shape.items() if k.endswith(("_layers", "_heads"))}
    heads.pop("alignment_heads")
    return WhisperConfig(
        vocab_size=VOCABULARY,
        d_model=width,
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
        bos_token_id=END,
        **heads,
        **ids,
    )


def _generation() -> GenerationConfig:
    """Suppresses timestamps: random weights would write them although the prompt asks for none."""
    return GenerationConfig(
        decoder_start_token_id=START,
        eos_token_id=END,
        pad_token_id=END,
        bos_token_id=END,
        max_length=448,
        suppress_tokens=list(range(FIRST_TIME, VOCABULARY)),
        no_timestamps_token_id=NO_TIMES,
        is_multilingual=True,
        lang_to_id={"<|sv|>": SWEDISH},
        task_to_id={"transcribe": TRANSCRIBE},
    )
