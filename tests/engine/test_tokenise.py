"""Text becomes the tokens that Whisper's own tokenizer makes of it, and special tokens are text."""

from __future__ import annotations

from pathlib import Path

import pytest
from fast_transcribe.whisper.tokenise import Tokeniser
from fast_transcribe.whisper.tokens import Vocabulary
from hypothesis import given
from hypothesis import strategies as st
from real_speech import fetched_model
from tokenizers import Tokenizer


@pytest.fixture(scope="module")
def vocabulary(model_dir: Path) -> Vocabulary:
    return Vocabulary(model_dir)


@pytest.fixture(scope="module")
def tokeniser(vocabulary: Vocabulary) -> Tokeniser:
    return Tokeniser(vocabulary)


def test_a_word_of_the_model_is_one_token(vocabulary: Vocabulary, tokeniser: Tokeniser) -> None:
    (token,) = tokeniser.tokens(" måndag")
    assert vocabulary.text([token]) == "måndag"


@given(st.text(st.characters(codec="utf-8")))
def test_the_tokens_spell_the_text(vocabulary: Vocabulary, tokeniser: Tokeniser, text: str) -> None:
    assert vocabulary.decoded(tokeniser.tokens(text)) == text


_SPECIALS = ("<|endoftext|>", "<|startofprev|>", "<|sv|>", "<|0.00|>", "a", " ")


@given(st.lists(st.sampled_from(_SPECIALS)).map("".join))
def test_special_tokens_are_never_made(
    vocabulary: Vocabulary, tokeniser: Tokeniser, text: str
) -> None:
    assert all(map(vocabulary.is_text, tokeniser.tokens(text)))


@pytest.mark.parametrize(
    "text",
    (
        " Grimnir",
        " Löwenström och Åsa-Karin Wachtmeister",
        " Dr. Bergqvist's S-400, 17 % of it",
        " 東京タワー",
        " D'Estaing isn't here; we've left",
    ),
)
def test_real_weights_have_the_same_tokens(text: str) -> None:
    model = fetched_model()
    theirs = Tokenizer.from_file(str(model / "tokenizer.json"))
    assert (
        Tokeniser(Vocabulary(model)).tokens(text)
        == theirs.encode(text, add_special_tokens=False).ids
    )
