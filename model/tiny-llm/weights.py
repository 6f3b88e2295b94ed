"""Weights of the tiny model: random, but for what makes its JSON end.

Three dimensions of the stream are not random. EVER is the same for each token, so that the column EVER of
the output's weights is a bias of each token: letters by their frequency in Swedish, brackets that close
before commas. QUOTE is set for quotation marks. QUOTED is what one attention head makes of it: the share of
quotation marks among the last tokens, which keeps the next one away. So a string ends after some twenty
tokens, also if always the likeliest token is taken (temperature 0).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from vocabulary import BYTE, CONTROL, END_OF_TURN, NORMAL, SPACE, SYLLABLES, Token

Array = npt.NDArray[np.float32]

EVER, QUOTE, QUOTED = 0, 1, 2
PLANNED = slice(0, 3)
EVER_STRENGTH, QUOTE_STRENGTH = 4.0, 2.0
NEVER = -60.0  # bias of tokens that no reply needs: bytes, control tokens, code fences, escapes

# Percent of letters in Swedish.
LETTERS = dict(
    zip(
        "eantrslidomkgvfhupäböåcjyxzw",
        (
            *(10, 9.4, 8.5, 7.7, 8.4, 6.6, 5.3, 5.8, 4.5, 4.5, 3.5, 3.1, 2.9, 2.4),
            *(2, 2.1, 1.9, 1.8, 1.8, 1.5, 1.3, 1.3, 1.5, 0.6, 0.7, 0.2, 0.1, 0.1),
        ),
    )
)
"""Of others: weights that were tried until replies had words of a usual length."""
OTHERS = {SPACE: 0.02, '"': 60.0, "{": 0.5, "}": 0.05, "]": 0.05, ",": 0.005, END_OF_TURN: 1.5}
OTHERS |= dict.fromkeys(SYLLABLES, 3.0)
SYNTAX = '"{}[],:'
UNWANTED = ("`", "\\")
AWAY = 250.0  # how much less likely a quotation mark is where there are nothing but such
"""
Weights of the frequencies of a rotary position embedding, whose sum over the cosines of a distance
falls off within some thirty tokens, and stays low.
"""
NEAR = (0.0, 0.0, 3.0, 9.0, 6.0, 6.0, 6.0, 3.0)


@dataclass(frozen=True)
class Sizes:
    layers: int = 2
    width: int = 64
    heads: int = 4
    key_heads: int = 2
    inner: int = 128

    @property
    def head_width(self) -> int:
        return self.width // self.heads


def make_weights(tokens: list[Token], sizes: Sizes, seed: int) -> dict[str, Array]:
    """Tensors by llama.cpp's names. The same seed gives the same weights."""
    random = np.random.default_rng(seed)

    def draw(*shape: int, scale: float = 0.1) -> Array:
        return (random.standard_normal(shape) * scale).astype(np.float32)

    embedding, output = draw(len(tokens), sizes.width), draw(len(tokens), sizes.width, scale=0.5)
    _mark(tokens, embedding, output)
    weights = {
        "token_embd.weight": embedding,
        "output_norm.weight": np.ones(sizes.width, np.float32),
        "output.weight": output,
    }
    key_width = sizes.key_heads * sizes.head_width
    for layer in range(sizes.layers):
        parts = {
            "attn_norm": np.ones(sizes.width, np.float32),
            "attn_q": draw(sizes.width, sizes.width),
            "attn_k": draw(key_width, sizes.width),
            "attn_v": draw(key_width, sizes.width),
            "attn_output": draw(sizes.width, sizes.width, scale=0.03),
            "ffn_norm": np.ones(sizes.width, np.float32),
            "ffn_gate": draw(sizes.inner, sizes.width),
            "ffn_up": draw(sizes.inner, sizes.width),
            "ffn_down": draw(sizes.width, sizes.inner, scale=0.03),
        }
        parts["attn_output"][PLANNED] = 0
        parts["ffn_down"][PLANNED] = 0
        # What is the same for all tokens would favour the same one always.
        for name in ("attn_q", "attn_k", "attn_v", "ffn_gate", "ffn_up"):
            parts[name][:, PLANNED] = 0
        weights |= {f"blk.{layer}.{name}.weight": tensor for name, tensor in parts.items()}
    _notice_quotes(weights, sizes)
    return weights


def _mark(tokens: list[Token], embedding: Array, output: Array) -> None:
    """Sets the dimensions that are not random, and what the output makes of them."""
    norm = _norm(embedding.shape[1])
    embedding[:, PLANNED] = 0
    output[:, PLANNED] = 0
    embedding[:, EVER] = EVER_STRENGTH
    for index, token in enumerate(tokens):
        if token.text in SYNTAX:
            output[index] = 0
        if token.text == '"':
            embedding[index, QUOTE] = QUOTE_STRENGTH
            output[index, QUOTED] = -AWAY * norm
        output[index, EVER] = _bias(token) * norm / EVER_STRENGTH


def _norm(width: int) -> float:
    """Root mean square of a token's stream, by which it is divided before it is used."""
    return math.sqrt((EVER_STRENGTH**2 + width * 0.1**2) / width)


def _notice_quotes(weights: dict[str, Array], sizes: Sizes) -> None:
    """Makes the first layer's first head look at the last tokens, and write QUOTED."""
    width = sizes.head_width
    norm = _norm(sizes.width)
    query, key, value = (weights[f"blk.0.attn_{name}.weight"][:width] for name in "qkv")
    output = weights["blk.0.attn_output.weight"]
    query[:], key[:], value[:] = 0, 0, 0
    # The first of each rotated pair: the score is NEAR's sum, whatever the token.
    alike = np.sqrt(np.array(NEAR) * math.sqrt(width)) * norm / EVER_STRENGTH
    query[0::2, EVER] = key[0::2, EVER] = alike
    value[0, QUOTE] = norm / QUOTE_STRENGTH
    output[:, :width] = 0
    output[QUOTED, 0] = 1


def _bias(token: Token) -> float:
    if token.type in (BYTE, CONTROL) and token.text != END_OF_TURN:
        return NEVER
    if token.text in UNWANTED:
        return NEVER
    share = LETTERS.get(token.text) or OTHERS.get(token.text)
    return math.log(share or (0.02 if token.type == NORMAL and token.text.isalnum() else 0.01))
