"""Divides tokens of Whisper's multilingual vocabulary into words, with and without spaces."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fast_transcribe.whisper.byte_level import token_bytes
from fast_transcribe.whisper.tokens import NAME, Vocabulary
from fast_transcribe.whisper.word_starts import written_words
from fast_transcribe.whisper.words import AlignedTokens, Word
from hypothesis import given
from hypothesis import strategies as st

SPECIALS = ["endoftext", "startoftranscript", "sv", "translate", "transcribe", "notimestamps"]
_WRITTEN = {token_bytes(c)[0]: c for c in map(chr, range(0x21, 0x144)) if len(token_bytes(c)) == 1}

Piece = str | bytes  # bytes for a token that is not whole characters


def vocabulary_of(pieces: Sequence[Piece]) -> Vocabulary:
    """A vocabulary in which token i is piece i."""
    spelled = [p.encode() if isinstance(p, str) else p for p in pieces]
    tokens = ["".join(_WRITTEN[b] for b in s) for s in spelled]
    with TemporaryDirectory() as folder:
        listed = [*tokens, *(f"<|{s}|>" for s in SPECIALS)]
        (Path(folder) / NAME).write_text(json.dumps(listed), encoding="utf-8")
        return Vocabulary(Path(folder))


def words_of(pieces: Sequence[Piece]) -> list[Word]:
    """The words of these tokens; token i starts at 0.02 s * i."""
    count = len(pieces)
    aligned = AlignedTokens([(i, i) for i in range(count + 1)], [0.9] * count)
    return aligned.words(range(count), 0, vocabulary_of(pieces))


def text_of(words: Sequence[Word]) -> str:
    return "".join(w.text if w.joined or i == 0 else f" {w.text}" for i, w in enumerate(words))


# fmt: off
RECORDED: dict[str, tuple[list[Piece], str]] = {
    "Japanese, with Latin words": (
        ["こんにちは", "、", "今日は", "と", "て", "も", "良", "い", "天", "気", "ですね", "。",
         "i", "Phone", " 15", "を", "買", "いました", "。"],
        "こんにちは、|今日は|と|て|も|良|い|天|気|ですね。|iPhone| 15|を|買|いました。",
    ),
    "Chinese, with a space at a pause": (
        ["你好", b"\xef", b"\xbc", b"\x8c", "我", "今天", "去了", "北", "京", "大", "学", "。", " ",
         "然后", "回", "家", "了"],
        "你好，|我|今天|去了|北|京|大|学。| 然后|回|家|了",
    ),
    "Cantonese, with characters in two tokens": (
        ["我", b"\xe5\x93", b"\x8b", "去", b"\xe9\xa3", b"\xb2", "茶", "啦"],
        "我|哋|去|飲|茶|啦",
    ),
    "Thai, whose vowels and tones stay with their consonant": (
        ["ส", "ว", "ั", "ส", "ด", "ี", "คร", "ั", "บ", " ", "ว", "ั", "นน", "ี้", "อ", "าก", "า",
         b"\xe0\xb8", b"\xa8", "ด", "ี", "มา", "ก"],
        "ส|วั|ส|ดี|ครั|บ| วั|นนี้|อากา|ศ|ดี|มา|ก",
    ),
    "Lao": (
        [b"\xe0", b"\xba", b"\xaa", b"\xe0", b"\xba", b"\xb0", b"\xe0", b"\xba", b"\x94", b"\xe0",
         b"\xba", b"\xb5", " ", b"\xe0", b"\xba", b"\x97", b"\xe0", b"\xbb", b"\x88", b"\xe0",
         b"\xba", b"\xb2"],
        "ສະ|ດີ| ທ່າ",
    ),
    "Khmer, by clusters": (
        [b"\xe1\x9e", b"\x81", b"\xe1", b"\x9f", b"\x92", b"\xe1\x9e", b"\x89", b"\xe1\x9e",
         b"\xbb", b"\xe1", b"\x9f", b"\x86", b"\xe1\x9e", b"\x85", b"\xe1\x9e", b"\x84", b"\xe1",
         b"\x9f", b"\x8b", b"\xe1", b"\x9e\x91", b"\xe1", b"\x9f", b"\x85"],
        "ខ្ញុំ|ច|ង់|ទៅ",
    ),
    "Burmese": (
        [b"\xe1", b"\x80", b"\x99", b"\xe1", b"\x80", b"\x84", b"\xe1", b"\x80", b"\xba", b"\xe1",
         b"\x80", b"\xb9", b"\xe1", b"\x80", b"\x82", b"\xe1", b"\x80", b"\x9c", b"\xe1", b"\x80",
         b"\xac", b"\xe1", b"\x80", b"\x95", b"\xe1", b"\x80", b"\xab", b"\xe1", b"\x81", b"\x8b"],
        "မ|င်္ဂ|လာ|ပါ။",
    ),
    "Korean, which has spaces": (
        [b"\xec\x95\x88\xeb", b"\x85\x95", "하세요", " 여러분"],
        "안녕하세요| 여러분",
    ),
    "Swedish": (
        [" H", "ej", ",", " det", " är", " Gö", "te", "borg", "."],
        "Hej,| det| är| Göteborg.",
    ),
    "Japanese in Swedish": (
        ["Vi", " såg", " 東", "京", "タ", "ワ", "ー", " ig", "år"],
        "Vi| såg| 東|京|タ|ワー| igår",
    ),
    "blanks that are tokens of their own": (["Vi", " ", " såg", " "], "Vi| såg"),
}
# fmt: on


@pytest.mark.parametrize("name", RECORDED)
def test_the_words_of(name: str) -> None:
    pieces, expected = RECORDED[name]
    words = words_of(pieces)
    assert "|".join(w.text if w.joined or not i else f" {w.text}" for i, w in enumerate(words)) == (
        expected
    )
    assert all(a.end == b.start for a, b in pairwise(words))  # like the tokens
    assert all(w.start < w.end for w in words)
    written = written_words(range(len(pieces)), vocabulary_of(pieces))
    assert written == [w.text for w in words]


def test_no_tokens_no_words() -> None:
    assert words_of([]) == []


def test_a_segment_of_blanks_is_one_word_without_text() -> None:
    assert [w.text for w in words_of([" ", " "])] == [""]


_LETTERS = st.sampled_from(
    list("abcåäö.,?!「」。、きゃっ漢字東京ーวัสดีเแำក្ខុំမြန်မာສະດີ안녕༎ཀྲ😀’")
) | st.characters(min_codepoint=0x21, exclude_categories=["C", "Z"])
_TEXT = st.lists(st.text(_LETTERS, min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)


@given(_TEXT, st.data())
def test_no_character_is_split_or_lost_however_the_bytes_are_cut(
    text: str, data: st.DataObject
) -> None:
    spelled = text.encode()
    cuts = data.draw(st.lists(st.integers(1, len(spelled)), max_size=30))
    bounds = sorted({0, *cuts, len(spelled)})
    words = words_of([spelled[a:b] for a, b in pairwise(bounds)])
    assert text_of(words) == text
    assert all(w.text for w in words)
