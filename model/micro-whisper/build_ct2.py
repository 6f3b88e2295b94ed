"""weights.npz -> a CTranslate2 model directory, in about a second.

    python build_ct2.py OUT [--quantization int8|float16|float32] [--source DIR_WITH_weights.npz]

Needs only numpy and ctranslate2 (no torch, transformers or tokenizers). The output is reproducible
byte for byte. OUT gets model.bin, config.json, vocabulary.json, tokenizer.json,
preprocessor_config.json, and manifest.json, which the engine checks before it loads them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2 import specs
from numpy.typing import NDArray

VOCAB, EOT, FIRST_WORD, FIRST_TIME = 51865, 50257, 256, 50364
LANGUAGES = """en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu
ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl
mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw
ln ha ba jw su""".split()
SPECIALS = (
    ["<|endoftext|>", "<|startoftranscript|>"]
    + [f"<|{x}|>" for x in LANGUAGES]
    + [
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
    ]
)

FEATURES = {
    "feature_extractor_type": "WhisperFeatureExtractor",
    "feature_size": 80,
    "sampling_rate": 16000,
    "hop_length": 160,
    "chunk_length": 30,
    "n_fft": 400,
}


def byte_alphabet() -> dict[int, str]:
    """GPT-2's printable stand-in for each byte, in the order of the first 256 token ids."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [b for b in range(256) if b not in plain]
    return {**{b: chr(b) for b in plain}, **{b: chr(256 + i) for i, b in enumerate(rest)}}


def vocabulary(words: list[str]) -> list[str]:
    """All 51865 tokens in id order, in byte-level spelling (a space is 'Ġ')."""
    alphabet = byte_alphabet()
    tokens = list(alphabet.values())
    tokens += ["".join(alphabet[b] for b in (" " + w).encode()) for w in words]
    tokens += [f"<unused{i}>" for i in range(len(tokens), EOT - 1)]
    tokens += ["", *SPECIALS]  # "" means multilingual to CTranslate2 >= 4.8
    assert len(tokens) == FIRST_TIME
    tokens += [f"<|{i * 0.02:.2f}|>" for i in range(VOCAB - FIRST_TIME)]
    assert len(set(tokens)) == VOCAB
    return tokens


def tokenizer(tokens: list[str]) -> dict[str, Any]:
    """A byte-level BPE without merges: ignore_merges makes every known word one token."""
    byte_level = {
        "type": "ByteLevel",
        "add_prefix_space": False,
        "trim_offsets": True,
        "use_regex": True,
    }
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "normalizer": None,
        "added_tokens": [
            {
                "id": EOT + i,
                "content": x,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for i, x in enumerate(SPECIALS)
        ],
        "pre_tokenizer": byte_level,
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": True,
            "vocab": {x: i for i, x in enumerate(tokens)},
            "merges": [],
        },
    }


class Weights:
    """Hugging Face's names, float32 values."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._arrays = arrays

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        return self._arrays[name].astype(np.float32)

    def bias(self, name: str) -> NDArray[np.float32]:
        """Whisper's k_proj has no bias: zeros."""
        if name + ".bias" in self._arrays:
            return self[name + ".bias"]
        return np.zeros(len(self._arrays[name + ".weight"]), np.float32)

    def embeddings(self) -> NDArray[np.float32]:
        """[51865, d]: the live rows; every other token has the same junk row."""
        at = "model.decoder.embed_tokens."
        table = np.tile(self[at + "junk_row"], (VOCAB, 1))
        table[self._arrays[at + "ids"]] = self[at + "rows"]
        return table


def fill(spec: specs.WhisperSpec, weights: Weights, config: Mapping[str, Any]) -> None:
    """Copies weights and settings into CTranslate2's specification, in place."""
    for name in ("conv1", "conv2"):
        conv = getattr(spec.encoder, name)
        conv.weight = weights[f"model.encoder.{name}.weight"]
        conv.bias = weights[f"model.encoder.{name}.bias"]
    fill_side(spec.encoder, weights, "model.encoder")
    fill_side(spec.decoder, weights, "model.decoder")
    table = weights.embeddings()
    spec.decoder.embeddings.weight = table
    spec.decoder.projection.weight = table  # tied: stored once
    spec.config.alignment_heads = config["alignment_heads"]
    spec.config.suppress_ids = config["suppress_tokens"]
    spec.config.suppress_ids_begin = config["begin_suppress_tokens"]
    spec.config.lang_ids = [EOT + 2 + i for i in range(len(LANGUAGES))]


def fill_side(spec: Any, weights: Weights, name: str) -> None:
    """Fills the encoder or the decoder."""
    spec.position_encodings.encodings = weights[name + ".embed_positions.weight"]
    fill_norm(spec.layer_norm, weights, name + ".layer_norm")
    for i, layer in enumerate(spec.layer):
        at = f"{name}.layers.{i}"
        fill_attention(layer.self_attention, weights, at + ".self_attn")
        if hasattr(layer, "attention"):
            fill_attention(layer.attention, weights, at + ".encoder_attn")
        fill_linear(layer.ffn.linear_0, weights, at + ".fc1")
        fill_linear(layer.ffn.linear_1, weights, at + ".fc2")
        fill_norm(layer.ffn.layer_norm, weights, at + ".final_layer_norm")


def fill_attention(spec: Any, weights: Weights, name: str) -> None:
    """CTranslate2 stacks query, key and value in self-attention, key and value in cross-attention."""
    q, k, v = (f"{name}.{x}_proj" for x in "qkv")
    if name.endswith(".self_attn"):
        fill_linear(spec.linear[0], weights, q, k, v)
    else:
        fill_linear(spec.linear[0], weights, q)
        fill_linear(spec.linear[1], weights, k, v)
    fill_linear(spec.linear[-1], weights, name + ".out_proj")
    fill_norm(spec.layer_norm, weights, name + "_layer_norm")


def fill_linear(spec: Any, weights: Weights, *names: str) -> None:
    spec.weight = np.concatenate([weights[n + ".weight"] for n in names])
    spec.bias = np.concatenate([weights.bias(n) for n in names])


def fill_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[name + ".weight"], weights[name + ".bias"]


def build(source: Path, out: Path, quantization: str) -> None:
    """Writes the model directory `out` from the folder `source`."""
    with np.load(source / "weights.npz") as archive:
        weights = Weights({k: archive[k] for k in archive.files})
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    tokens = vocabulary((source / "lexicon.txt").read_text(encoding="utf-8").split())
    spec = specs.WhisperSpec(
        config["encoder_layers"],
        config["encoder_attention_heads"],
        config["decoder_layers"],
        config["decoder_attention_heads"],
    )
    fill(spec, weights, config)
    spec.register_vocabulary(tokens)
    spec.validate()
    spec.optimize(quantization=quantization)
    out.mkdir(parents=True, exist_ok=True)
    spec.save(str(out))
    write_json(out / "tokenizer.json", tokenizer(tokens))
    write_json(out / "preprocessor_config.json", FEATURES)
    seal(out)


def write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def seal(out: Path) -> None:
    """Writes manifest.json as `python -m fast_transcribe.whisper.manifest` does."""
    files = []
    for path in sorted(p for p in out.iterdir() if p.name != "manifest.json"):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        files.append({"name": path.name, "bytes": len(data), "sha256": digest})
    manifest = json.dumps({"name": "micro-whisper", "files": files}, indent=2)
    (out / "manifest.json").write_text(manifest + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Builds the CTranslate2 form of micro Whisper.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--quantization", default="int8", choices=("int8", "float16", "float32"))
    parser.add_argument("--source", type=Path, default=Path(__file__).resolve().parent)
    options = parser.parse_args()
    build(options.source, options.out, options.quantization)


if __name__ == "__main__":
    main()
