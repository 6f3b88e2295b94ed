"""Checkpoint -> weights.npz (HF names, float16), config.json, tokens.json, lexicon.txt."""

from __future__ import annotations

import json
import os
import sys

import numpy as np
import torch

from model import Whisper, sinusoids
from vocab import FULL_SIZE, FULL_TS0, JUNK, LEXICON, N_ROWS, N_TS, SPECIAL_TEXT, TS0, to_full


def export(ckpt, out):
    ck = torch.load(ckpt)
    dims, sd = ck["dims"], ck["model"]
    model = Whisper(**dims)
    model.load_state_dict(sd)
    table = model.decoder.table().detach().numpy()
    rows = [i for i in range(N_ROWS) if i != JUNK] + list(range(TS0, TS0 + N_TS))
    w = {
        "model." + k: v.numpy()
        for k, v in sd.items()
        if not k.startswith(("decoder.embed.", "decoder.time_map."))
    }
    for k in [k for k in w if k.startswith("model.decoder.embed_positions")]:
        assert w[k].shape[0] == 448
    w["model.encoder.embed_positions.weight"] = sinusoids(1500, dims["d"]).numpy()
    w = {k: v.astype(np.float16) for k, v in w.items()}
    w["model.decoder.embed_tokens.rows"] = table[rows].astype(np.float16)
    w["model.decoder.embed_tokens.ids"] = np.array([to_full(i) for i in rows], np.int32)
    w["model.decoder.embed_tokens.junk_row"] = table[JUNK].astype(np.float16)
    np.savez_compressed(out + "/weights.npz", **w)
    write(out + "/config.json", json.dumps(settings(dims), indent=1))
    tokens = (
        {256 + i: " " + x for i, x in enumerate(LEXICON)}
        | SPECIAL_TEXT
        | {FULL_TS0 + i: f"<|{i * 0.02:.2f}|>" for i in range(N_TS)}
    )
    named = {str(k): v for k, v in tokens.items()}
    write(out + "/tokens.json", json.dumps(named, ensure_ascii=False, indent=0))
    write(out + "/lexicon.txt", "\n".join(LEXICON) + "\n")
    print("parameters", sum(v.size for k, v in w.items() if not k.endswith(".ids")), ck["seen"])


def settings(dims):
    """config.json as Hugging Face writes it for Whisper."""
    d = dims["d"]
    return {
        "architectures": ["WhisperForConditionalGeneration"],
        "model_type": "whisper",
        "activation_function": "gelu",
        "d_model": d,
        "num_mel_bins": 80,
        "vocab_size": FULL_SIZE,
        "encoder_layers": dims["enc_layers"],
        "encoder_attention_heads": dims["heads"],
        "encoder_ffn_dim": 4 * d,
        "decoder_layers": dims["dec_layers"],
        "decoder_attention_heads": dims["heads"],
        "decoder_ffn_dim": 4 * d,
        "num_hidden_layers": dims["enc_layers"],
        "max_source_positions": 1500,
        "max_target_positions": 448,
        "scale_embedding": False,
        "is_encoder_decoder": True,
        "tie_word_embeddings": True,
        "bos_token_id": 50257,
        "eos_token_id": 50257,
        "pad_token_id": 50257,
        "decoder_start_token_id": 50258,
        "dropout": 0.0,
        "attention_dropout": 0.0,
        "activation_dropout": 0.0,
        "torch_dtype": "float16",
        "suppress_tokens": [],
        "begin_suppress_tokens": [220, 50257],
        "alignment_heads": [[dims["dec_layers"] - 1, 0]],
        "lang_ids": [50273],
    }


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def full_embedding(path) -> np.ndarray:
    """[51865, d] model.decoder.embed_tokens.weight (= proj_out.weight) from the compact file."""
    z = np.load(path)
    full = np.tile(z["model.decoder.embed_tokens.junk_row"], (FULL_SIZE, 1))
    full[z["model.decoder.embed_tokens.ids"]] = z["model.decoder.embed_tokens.rows"]
    return full


def load_npz(path):
    """Loads the exported arrays into a Whisper; the table comes from the file."""
    z = np.load(path)

    def g(name):
        return torch.from_numpy(z[name].astype(np.float32))

    with open(os.path.join(os.path.dirname(path), "config.json"), encoding="utf-8") as file:
        cfg = json.load(file)
    model = Whisper(
        cfg["d_model"],
        cfg["encoder_attention_heads"],
        cfg["encoder_layers"],
        cfg["decoder_layers"],
        N_ROWS,
    )
    sd = model.state_dict()
    for k in sd:
        if "model." + k in z.files:
            sd[k] = g("model." + k)
    model.load_state_dict(sd)
    rows, ids = g("model.decoder.embed_tokens.rows"), z["model.decoder.embed_tokens.ids"].tolist()
    at = {i: k for k, i in enumerate(ids)}
    junk = g("model.decoder.embed_tokens.junk_row")
    table = torch.stack([junk if i == JUNK else rows[at[to_full(i)]] for i in range(TS0 + N_TS)])
    model.decoder.table = lambda: table
    return model


if __name__ == "__main__":
    export(sys.argv[1], sys.argv[2])
