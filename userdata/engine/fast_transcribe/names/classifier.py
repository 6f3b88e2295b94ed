"""A token classifier in ONNX Runtime, on the CPU, and its tokenizer.

ONNX Runtime and tokenizers are imported here only, and only when names are looked for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import NamesUnavailable
from .labels import person_labels
from .model_files import read_name_model

# BERT has positions for 512 tokens. The overlap gives each word context on both sides.
LONGEST, OVERLAP = 512, 128
_LEAST_LONGEST = 16
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Classifier:
    """Scores of tokens, window by window."""

    def __init__(self, directory: Path, threads: int = 1) -> None:
        """directory: as model_files.py describes it. Raises NamesUnavailable."""
        files = read_name_model(directory)
        self.model = files.identity
        self.labels = person_labels(files.config)
        self._tokenizer = _tokenizer(files.tokenizer, _longest(files.config))
        self._session = _session(files.model, threads)
        names = [put.name for put in self._session.get_inputs()]
        if _INPUTS[0] not in names or not set(names) <= set(_INPUTS):
            raise _unsuitable(f"its inputs are {', '.join(names)}")

    def windows(self, words: Sequence[str]) -> list[Any]:
        """Encodings of the tokenizer that overlap, in order, which together have all words."""
        whole = self._tokenizer.encode(words, is_pretokenized=True)
        return [whole, *whole.overflowing]

    def probabilities(self, window: Any) -> NDArray[np.float64]:
        """[tokens, labels]. Raises NamesUnavailable."""
        fields = (window.ids, window.attention_mask, window.type_ids)
        given = dict(zip(_INPUTS, (np.array([field], np.int64) for field in fields)))
        wanted = {put.name: given[put.name] for put in self._session.get_inputs()}
        try:
            logits = np.asarray(self._session.run(None, wanted)[0], np.float64)
        except Exception as e:  # ONNX Runtime's errors have no common base
            raise NamesUnavailable(
                "The model for names stopped with an error of ONNX Runtime"
                f" ({type(e).__name__}) while it read the transcript."
            ) from e
        if logits.shape != (1, len(window.ids), self.labels.count):
            raise _unsuitable(
                f"it has another number of labels than its config.json, {logits.shape}"
            )
        if not np.isfinite(logits).all():
            raise _unsuitable("it gave something else than numbers")
        raised = np.exp(logits[0] - logits[0].max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _longest(config: dict[str, Any]) -> int:
    stated = config.get("max_position_embeddings", LONGEST)
    if not isinstance(stated, int) or stated < _LEAST_LONGEST:
        raise _unsuitable("its config.json has no usable max_position_embeddings")
    return min(LONGEST, stated)


def _tokenizer(text: str, longest: int) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from tokenizers import Tokenizer
    except ImportError as e:
        raise _not_installed("tokenizers, which the model for names needs,") from e
    try:
        tokenizer = Tokenizer.from_str(text)
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_length=longest, stride=min(OVERLAP, longest // 4))
    except Exception as e:  # its errors have no class of their own
        raise _unsuitable("its tokenizer.json cannot be read") from e
    return tokenizer


def _session(model: bytes, threads: int) -> Any:
    # Read by newer versions than the pinned one, which would report usage.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    try:
        import onnxruntime
    except ImportError as e:
        raise _not_installed("ONNX Runtime, which the model for names needs,") from e
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4  # its lines would be on standard error; errors are raised
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as e:  # ONNX Runtime's errors have no common base
        raise _unsuitable("ONNX Runtime cannot load its model.onnx") from e


def _not_installed(what: str) -> NamesUnavailable:
    return NamesUnavailable(
        f"{what} is not installed; it is in userdata/engine/requirements-names.txt and"
        " requirements-speakers.txt, for Python 3.10 to 3.13."
    )


def _unsuitable(what: str) -> NamesUnavailable:
    return NamesUnavailable(f"The model for names cannot be used: {what}.")
