"""The vocabulary against Hugging Face's tokenizers, on the micro model's tokenizer.json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fast_transcribe.errors import ModelDamaged, UsageError
from fast_transcribe.whisper.byte_level import token_bytes
from fast_transcribe.whisper.tokens import NAME, Vocabulary
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

END = 50257  # <|endoftext|>, after the last text token
SPECIALS = ["<|endoftext|>", "<|startoftranscript|>", "<|sv|>", "<|translate|>", "<|transcribe|>"]


@pytest.fixture(scope="module")
def vocabulary(model_dir: Path) -> Vocabulary:
    return Vocabulary(model_dir)


@pytest.fixture(scope="module")
def tokenizer(model_dir: Path) -> Tokenizer:
    return Tokenizer.from_file(str(model_dir / "tokenizer.json"))


@pytest.fixture
def written(tmp_path: Path) -> Callable[[object], Path]:
    """Writes a vocabulary.json -> its directory."""

    def write(content: object) -> Path:
        (tmp_path / NAME).write_text(json.dumps(content), encoding="utf-8")
        return tmp_path

    return write


def test_every_text_token(vocabulary: Vocabulary, tokenizer: Tokenizer) -> None:
    for token in range(END):
        assert vocabulary.text([token]) == tokenizer.decode([token]).strip()
        assert vocabulary.begins_word(token) == tokenizer.id_to_token(token).startswith("Ġ")


@given(tokens=st.lists(st.integers(0, 2000) | st.integers(0, END - 1)))
def test_any_text_tokens(tokens: list[int], vocabulary: Vocabulary, tokenizer: Tokenizer) -> None:
    """Most low ids are words or single bytes, so broken UTF-8 occurs too."""
    assert vocabulary.text(tokens) == tokenizer.decode(tokens).strip()


@given(text=st.text().filter(lambda text: "<|" not in text))
def test_any_text_split_over_tokens(
    text: str, vocabulary: Vocabulary, tokenizer: Tokenizer
) -> None:
    """The model has no merges, so each byte outside its words is a token of its own."""
    tokens = tokenizer.encode(text, add_special_tokens=False).ids
    assert vocabulary.text(tokens) == text.strip()


@given(spelled=st.binary())
def test_any_bytes(spelled: bytes, vocabulary: Vocabulary, tokenizer: Tokenizer) -> None:
    single = {token_bytes(tokenizer.id_to_token(i)): i for i in range(256)}
    tokens = [single[bytes([b])] for b in spelled]
    assert vocabulary.text(tokens) == tokenizer.decode(tokens).strip()


def test_swedish_in_pieces(vocabulary: Vocabulary, tokenizer: Tokenizer) -> None:
    tokens = tokenizer.encode("å", add_special_tokens=False).ids
    assert len(tokens) == 2
    assert vocabulary.text(tokens) == "å"
    assert vocabulary.text(tokens[:1]) == "\N{REPLACEMENT CHARACTER}"


def test_specials_and_times_are_no_text(vocabulary: Vocabulary, tokenizer: Tokenizer) -> None:
    word = tokenizer.encode(" och", add_special_tokens=False).ids
    time = tokenizer.token_to_id("<|0.00|>")
    assert vocabulary.text([END, *vocabulary.prompt("sv"), time, *word, time + 7]) == "och"


def test_the_prompt(vocabulary: Vocabulary, tokenizer: Tokenizer) -> None:
    tokens = ["<|startoftranscript|>", "<|sv|>", "<|transcribe|>"]
    assert vocabulary.prompt("sv") == [tokenizer.token_to_id(t) for t in tokens]
    assert vocabulary.no_timestamps == tokenizer.token_to_id("<|notimestamps|>")


@pytest.mark.parametrize("language", ["xx", "", "SV", "translate", "transcribe", "endoftext"])
def test_no_language(language: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(UsageError, match="does not know the language"):
        vocabulary.prompt(language)


def test_a_token_that_is_not_spelled_in_bytes(written: Callable[[object], Path]) -> None:
    vocabulary = Vocabulary(written(["två ord", *SPECIALS, "<|notimestamps|>"]))
    assert vocabulary.text([0]) == "två ord"


@pytest.mark.parametrize("content", [{"a": 0}, [1, 2], "text", None])
def test_no_list_of_tokens(content: object, written: Callable[[object], Path]) -> None:
    with pytest.raises(ModelDamaged, match=NAME):
        Vocabulary(written(content))


@pytest.mark.parametrize("content", [b"", b"[", b'["\xff"]', None])
def test_an_unreadable_file(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / NAME).write_bytes(content)
    with pytest.raises(ModelDamaged, match=NAME):
        Vocabulary(tmp_path)


@pytest.mark.parametrize("lacking", [*SPECIALS[:2], *SPECIALS[3:], "<|notimestamps|>"])
def test_a_vocabulary_of_something_else(lacking: str, written: Callable[[object], Path]) -> None:
    tokens = [t for t in [*SPECIALS, "<|notimestamps|>"] if t != lacking]
    with pytest.raises(ModelDamaged) as raised:
        Vocabulary(written(tokens))
    assert lacking in str(raised.value)
