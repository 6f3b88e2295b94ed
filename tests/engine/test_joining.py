"""Inserts the words of a separately decoded part among the words of its window."""

from __future__ import annotations

import pytest
from fast_transcribe.whisper.joining import with_part
from fast_transcribe.whisper.placement import max_duration
from fast_transcribe.whisper.words import Word
from hypothesis import given
from hypothesis import strategies as st


def said(text: str, start: float) -> list[Word]:
    return [Word(start + i, start + i + 0.5, t, 0.9) for i, t in enumerate(text.split())]


BEFORE, AFTER = said("klockan är nio", 0.0), said("här kommer nyheter", 20.0)


def joined(part: str) -> str:
    words = with_part([*BEFORE, *AFTER], 3, said(part, 10.0))
    return " ".join(w.text for w in words[3:-3]) if len(words) > 6 else ""


def test_new_words_are_inserted() -> None:
    assert joined("det regnar i dag") == "det regnar i dag"


def test_words_that_both_have_are_kept_once() -> None:
    assert joined("är nio. Det regnar") == "Det regnar"
    assert joined("det regnar. Här kommer") == "det regnar."
    assert joined("nio") == ""


def test_the_suffix_of_a_long_word_counts_as_that_word() -> None:
    words = with_part(said("besök www.asterisk.org", 0.0), 2, said("asterisk.org nu", 3.0))
    assert [w.text for w in words] == ["besök", "www.asterisk.org", "nu"]
    assert (words[1].start, words[1].end) == (1.0, 3.5)  # within max_duration of an address


def test_a_shared_word_is_extended_by_its_time_in_the_part() -> None:
    words = with_part([*BEFORE, *AFTER], 3, said("nio det här", 2.5))
    assert (words[2].start, words[2].end) == (2.0, 3.0)
    assert words[4].start == pytest.approx(20.5 - max_duration("här"))


def test_a_word_too_long_for_its_letters_keeps_its_end() -> None:
    words = with_part([Word(13.0, 13.0, "fyra", 0.9)], 1, [Word(13.7, 14.3, "fyra", 0.9)])
    assert (words[0].start, words[0].end) == (pytest.approx(14.3 - max_duration("fyra")), 14.3)


def test_a_word_is_not_moved_away_from_its_own_time() -> None:
    words = with_part(said("nio", 2.0), 1, said("nio", 10.0))
    assert (words[0].start, words[0].end) == (2.0, 2.0 + max_duration("nio"))


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=5), st.integers(0, 6))
def test_no_word_of_the_window_is_lost(part: list[str], index: int) -> None:
    words = [*BEFORE, *AFTER]
    result = with_part(words, index, said(" ".join(part), 10.0))
    texts = [w.text for w in result]
    assert [t for t in texts if t not in ("a", "b", "c")] == [w.text for w in words]
    assert len(texts) <= len(words) + len(part)
