"""Makes stand-in/: a small model for names with the files of a real one, for tests.

    PYTHONPATH=../../userdata/engine python stand_in.py        # with ../speakers/requirements.txt

Each token of the vocabulary has fixed scores for the labels; a token after "heter" may be a name that it is
not elsewhere, so that context counts. There are 512 positions, as of BERT: a longer window fails, and so
does the word "Trasigord", whose number is beyond the table. Equal packages give equal bytes.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from fast_transcribe.names.model_files import seal
from numpy.typing import ArrayLike, DTypeLike
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

FOLDER = Path(__file__).with_name("stand-in")
LABELS = ["O", "B-PER", "I-PER", "LOC"]
POSITIONS = 512
_OPSET, _IR = 17, 8  # of ONNX Runtime 1.13 and newer
_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
_PUNCTUATION = list(".,!?()-")
# First the token, then its scores by label; all others are [4, 0, 0, 0].
_NAMES = {
    "Skr": [0, 5, 0, 0],  # "Skruttan", in no list of names
    "Kvarnhamra": [0, 0, 5, 0],  # a surname in no list
    "Storåker": [0, 0, 0, 5],
    "Blixt": [2, 0, 0, 0],  # a word, but a name after "heter"
}
_GO_ON = ["##uttan", "##s"]  # of which the model was not taught anything
_CONTEXT = "heter"
_BROKEN = "Trasigord"
VOCABULARY = [*_SPECIAL, *_PUNCTUATION, *_NAMES, *_GO_ON, _CONTEXT, _BROKEN]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "model.onnx").write_bytes(model().SerializeToString(deterministic=True))
    _write("tokenizer.json", tokenizer())
    id2label = {str(number): label for number, label in enumerate(LABELS)}
    _write("config.json", {"id2label": id2label, "max_position_embeddings": POSITIONS})
    seal(FOLDER, "stand-in for tests")


def model() -> ModelProto:
    """input_ids [1, tokens] -> logits [1, tokens, labels]; the other inputs change nothing."""
    own = np.tile([4, 0, 0, 0], (len(VOCABULARY) - 1, 1))  # none of the last one, Trasigord
    for token, scores in _NAMES.items():
        own[VOCABULARY.index(token)] = scores
    after = np.zeros((len(VOCABULARY), len(LABELS)))
    after[VOCABULARY.index(_CONTEXT)] = [0, 5, 0, 0]
    constants = [
        _constant("own", own),
        _constant("after", after),
        _constant("positions", np.zeros((POSITIONS, len(LABELS)))),
        _constant("nothing", np.zeros((1, 1, len(LABELS)))),
        *(_constant(name, value, np.int64) for name, value in (("zero", 0), ("one", 1))),
        *(_constant(name, [value], np.int64) for name, value in (("from", 0), ("to", -1))),
        _constant("axis", [1], np.int64),
    ]
    nodes = [
        _node("Gather", ["own", "input_ids"], "by_token"),
        _node("Gather", ["after", "input_ids"], "context"),
        _node("Slice", ["context", "from", "to", "axis"], "before"),
        _node("Concat", ["nothing", "before"], "shifted", axis=1),
        _node("Shape", ["input_ids"], "shape"),
        _node("Gather", ["shape", "one"], "length"),
        _node("Range", ["zero", "length", "one"], "places"),
        _node("Gather", ["positions", "places"], "by_place"),
        _node("Add", ["by_token", "shifted"], "sum"),
        _node("Add", ["sum", "by_place"], "logits"),
    ]
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    graph = helper.make_graph(
        nodes,
        "names",
        [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "n"]) for name in inputs],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, "n", len(LABELS)])],
        constants,
    )
    opset = [helper.make_opsetid("", _OPSET)]
    made = helper.make_model(graph, opset_imports=opset, ir_version=_IR)
    checker.check_model(made)
    return made


def tokenizer() -> dict[str, object]:
    """Cased WordPiece, as of KBLab's models."""
    numbers = {token: number for number, token in enumerate(VOCABULARY)}
    special = {name: {"id": name, "ids": [numbers[name]], "tokens": [name]} for name in _SPECIAL}
    bounds = [{"SpecialToken": {"id": name, "type_id": 0}} for name in ("[CLS]", "[SEP]")]
    text = {"Sequence": {"id": "A", "type_id": 0}}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": numbers[name],
                "content": name,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for name in _SPECIAL
        ],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": False,
            "lowercase": False,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [bounds[0], text, bounds[1]],
            "pair": [bounds[0], text, bounds[1]],
            "special_tokens": {name: special[name] for name in ("[CLS]", "[SEP]")},
        },
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": numbers,
        },
    }


def _constant(name: str, value: ArrayLike, dtype: DTypeLike = np.float32) -> TensorProto:
    return numpy_helper.from_array(np.asarray(value, dtype), name)


def _node(operator: str, inputs: list[str], output: str, **attributes: int) -> NodeProto:
    return helper.make_node(operator, inputs, [output], **attributes)


def _write(name: str, content: dict[str, object]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
