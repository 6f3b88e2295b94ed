"""A Whisper model with KB-Whisper-small's shape and random weights, for its cost alone.

The weights are noise, but the output is fixed: each row of the decoder's position table is the
embedding of the token to write there, scaled far above the layers' contribution. So every window
gets the same 100 tokens on any runtime, without hooks, and no quality check fires. The cost of a
matrix product does not depend on its values.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

MICRO_WHISPER = Path(__file__).resolve().parents[2] / "model" / "micro-whisper"
sys.path.insert(0, str(MICRO_WHISPER))

import build_ct2  # noqa: E402
from build_ct2 import EOT, FIRST_TIME, FIRST_WORD, VOCAB  # noqa: E402

WIDTH, LAYERS, HEADS = 768, 12, 12  # openai/whisper-small, the base of KB-Whisper-small
# from openai/whisper-small's generation_config.json: as many heads as the real model aligns with
ALIGNMENT_HEADS = [[5, 3], [5, 9], [8, 0], [8, 4], [8, 7], [8, 8], [9, 0], [9, 7], [9, 9], [10, 5]]
TOKENS = 100  # per window, two of them timestamps: about 25 s of Swedish
TIME_STEP = 0.02  # seconds between two timestamp tokens
PROMPT = 3  # start, language, task: the first token is predicted at the last one's position
_SPREAD = np.float32(0.02)  # standard deviation of Whisper's own initialisation
_LOUD = 1000  # scale of the embedding: 20 per dimension, where the layers add about 2

Weights = dict[str, NDArray[np.float16]]


def build_small(source: Path, out: Path) -> None:
    """Writes weights.npz with Hugging Face names to `source`, CTranslate2's int8 model to `out`."""
    source.mkdir(parents=True, exist_ok=True)
    shutil.copy(MICRO_WHISPER / "lexicon.txt", source)
    (source / "config.json").write_text(json.dumps(_config()), encoding="utf-8")
    np.savez(source / "weights.npz", **_weights())
    build_ct2.build(source, out, "int8")


def text_tokens() -> list[int]:
    """Short words with letters appended: length like speech, without repetition."""
    rng = random.Random(0)
    lexicon = (MICRO_WHISPER / "lexicon.txt").read_text(encoding="utf-8").split()
    short = [FIRST_WORD + i for i, word in enumerate(lexicon) if len(word) == 2]
    letters = [i for i, c in enumerate(build_ct2.byte_alphabet().values()) if c in ascii_lowercase]
    return [rng.choice(letters if i % 4 else short) for i in range(TOKENS - 2)]


def _config() -> dict[str, object]:
    return {
        "encoder_layers": LAYERS,
        "encoder_attention_heads": HEADS,
        "decoder_layers": LAYERS,
        "decoder_attention_heads": HEADS,
        "alignment_heads": ALIGNMENT_HEADS,
        "suppress_tokens": [],
        "begin_suppress_tokens": [220, EOT],
    }


def _weights() -> Weights:
    rng = np.random.default_rng(0)
    embeddings = _noise(rng, VOCAB, WIDTH)
    weights = {
        "model.encoder.conv1.weight": _noise(rng, WIDTH, 80, 3),
        "model.encoder.conv2.weight": _noise(rng, WIDTH, WIDTH, 3),
        "model.encoder.conv1.bias": np.zeros(WIDTH, np.float16),
        "model.encoder.conv2.bias": np.zeros(WIDTH, np.float16),
        "model.encoder.embed_positions.weight": _noise(rng, 1500, WIDTH),
        "model.decoder.embed_positions.weight": _what_to_write(embeddings),
        # format of the micro model's weights, in which tokens may share a row
        "model.decoder.embed_tokens.junk_row": _noise(rng, WIDTH),
        "model.decoder.embed_tokens.ids": np.arange(VOCAB),
        "model.decoder.embed_tokens.rows": embeddings,
    }
    for side in ("model.encoder", "model.decoder"):
        weights |= _norm(f"{side}.layer_norm")
        for layer in range(LAYERS):
            weights |= dict(_layer(rng, f"{side}.layers.{layer}"))
    return weights


def _what_to_write(embeddings: NDArray[np.float16]) -> NDArray[np.float16]:
    """The decoder's position table, [448, WIDTH]: start time, text, end time, then end-of-text."""
    last = FIRST_TIME + round(28.0 / TIME_STEP)
    tokens = np.full(448, EOT)
    tokens[PROMPT - 1 : PROMPT - 1 + TOKENS] = [FIRST_TIME, *text_tokens(), last]
    return embeddings[tokens] * np.float16(_LOUD)


def _layer(rng: np.random.Generator, at: str) -> Iterator[tuple[str, NDArray[np.float16]]]:
    attentions = ["self_attn", "encoder_attn"] if ".decoder." in at else ["self_attn"]
    for attention in attentions:
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            yield f"{at}.{attention}.{part}.weight", _noise(rng, WIDTH, WIDTH)
            if part != "k_proj":
                yield f"{at}.{attention}.{part}.bias", np.zeros(WIDTH, np.float16)
        yield from _norm(f"{at}.{attention}_layer_norm").items()
    for name, rows, columns in (("fc1", 4 * WIDTH, WIDTH), ("fc2", WIDTH, 4 * WIDTH)):
        yield f"{at}.{name}.weight", _noise(rng, rows, columns)
        yield f"{at}.{name}.bias", np.zeros(rows, np.float16)
    yield from _norm(f"{at}.final_layer_norm").items()


def _norm(name: str) -> Weights:
    ones, zeros = np.ones(WIDTH, np.float16), np.zeros(WIDTH, np.float16)
    return {f"{name}.weight": ones, f"{name}.bias": zeros}


def _noise(rng: np.random.Generator, *shape: int) -> NDArray[np.float16]:
    return (rng.standard_normal(shape, dtype=np.float32) * _SPREAD).astype(np.float16)
