"""Makes the tiny language model: a folder with tiny-llm.gguf and about.json.

Usage: make.py OUT [SEED]. Needs numpy. The same numpy and seed give the same bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from gguf import write_gguf
from vocabulary import END_OF_TURN, Token, tokens
from weights import Sizes, make_weights

NAME = "tiny-llm"
CONTEXT = 65536
# What is asked is measured in tokens of usual models, of some letters each; here a token is one letter.
USUAL_TOKENS = 16384
# ChatML, as many models have it.
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
ABOUT = {
    "name": NAME,
    "languages": [],
    "contextTokens": USUAL_TOKENS,
    "servedTokens": CONTEXT,
}


def metadata(vocabulary: list[Token], sizes: Sizes) -> dict[str, Any]:
    texts = [token.text for token in vocabulary]
    return {
        "general.architecture": "llama",
        "general.name": NAME,
        "general.file_type": 0,  # all in float32
        "llama.context_length": CONTEXT,
        "llama.embedding_length": sizes.width,
        "llama.block_count": sizes.layers,
        "llama.feed_forward_length": sizes.inner,
        "llama.attention.head_count": sizes.heads,
        "llama.attention.head_count_kv": sizes.key_heads,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": sizes.head_width,
        "llama.rope.freq_base": 10000.0,
        "llama.vocab_size": len(vocabulary),
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": texts,
        "tokenizer.ggml.scores": [token.score for token in vocabulary],
        "tokenizer.ggml.token_type": [token.type for token in vocabulary],
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.eot_token_id": texts.index(END_OF_TURN),
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_eos_token": False,
        "tokenizer.ggml.add_space_prefix": False,
        "tokenizer.chat_template": TEMPLATE,
    }


def main() -> None:
    folder = Path(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    vocabulary, sizes = tokens(), Sizes()
    folder.mkdir(parents=True, exist_ok=True)
    weights = make_weights(vocabulary, sizes, seed)
    write_gguf(folder / f"{NAME}.gguf", metadata(vocabulary, sizes), weights)
    (folder / "about.json").write_text(json.dumps(ABOUT) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
