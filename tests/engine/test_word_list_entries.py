"""Which entries of a word list are used, and why others are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from fast_transcribe.errors import UsageError
from fast_transcribe.word_list import entries
from fast_transcribe.word_list.entries import read_entries
from fast_transcribe.word_list.file import read_word_list
from hypothesis import given
from hypothesis import strategies as st

COMMON = {"måndag"}


def is_common(text: str) -> bool:
    return text.casefold() in COMMON


@pytest.mark.parametrize(
    ("given", "because"),
    (
        ("", entries.EMPTY),
        (" \t ", entries.EMPTY),
        ("x" * 101, entries.TOO_LONG),
        ("1984", entries.NO_LETTERS),
        ("Bo", entries.TOO_SHORT),
        ("X 12", entries.TOO_SHORT),
        ("one two three four five", entries.TOO_MANY_WORDS),
        ("Måndag", entries.COMMON),
        ("<|endoftext|>", entries.UNSPOKEN),
        ("Grim\x07nir", entries.UNSPOKEN),
        ("\u202eGrimnir", entries.UNSPOKEN),
        ("Grim\u200bnir", entries.UNSPOKEN),
    ),
)
def test_an_entry_is_refused_with_the_reason(given: str, because: str) -> None:
    word_list = read_entries([given, "Löwenström"], is_common)
    assert [e.text for e in word_list.entries] == ["Löwenström"]
    assert [r.because for r in word_list.refused] == [because]


def test_an_entry_that_is_listed_twice_is_used_once() -> None:
    decomposed = "Lo\u0308wenstro\u0308m"
    word_list = read_entries(["Löwenström", "löwenström", decomposed, "Grimnir"], is_common)
    assert [e.text for e in word_list.entries] == ["Löwenström", "Grimnir"]
    assert [r.because for r in word_list.refused] == [entries.TWICE] * 2


@pytest.mark.parametrize(
    "text", ("Grimnir", "S:t Erik", "R&D-avdelningen", "Anna-Karin Öst", "d'Estaing", "C4-cellen")
)
def test_names_with_signs_are_used(text: str) -> None:
    assert [e.text for e in read_entries([text], is_common).entries] == [text]


@given(st.lists(st.text(max_size=120), max_size=20))
def test_each_entry_is_used_or_refused_and_the_report_is_short_and_harmless(
    listed: list[str],
) -> None:
    word_list = read_entries(listed, is_common)
    assert len(word_list.entries) + len(word_list.refused) == len(listed)
    assert all(len(r.entry) <= 101 and r.entry.isprintable() for r in word_list.refused)


def test_the_words_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeffGrimnir\r\n\r\n  Löwenström\n".encode())
    assert [line.strip() for line in read_word_list(path)] == ["Grimnir", "Löwenström"]


@pytest.mark.parametrize("content", (b"\xff\xfe\x00", b"name\n" * 1001, b"x" * (2 << 20)))
def test_a_file_that_is_no_word_list_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"names\.txt .* nothing was\s+transcribed"):
        read_word_list(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_word_list(tmp_path / "names.txt")
