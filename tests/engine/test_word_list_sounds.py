"""Spelling by sound, and the entries that sound like a written word."""

from __future__ import annotations

import pytest
from fast_transcribe.whisper.words import Word
from fast_transcribe.word_list import index
from fast_transcribe.word_list.entries import Entry
from fast_transcribe.word_list.index import SoundIndex
from fast_transcribe.word_list.places import PlaceRules, places
from fast_transcribe.word_list.sounds import distance, sound_of
from hypothesis import given
from hypothesis import strategies as st

names = st.text("abcdefghijklmnopqrstuvwxyzåäöé", min_size=3, max_size=14)


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("Karl", "Carl"),
        ("Bergqvist", "Bergkvist"),
        ("Forsmark", "Forsmarck"),
        ("Schmidt", "Smitt"),
        ("Wallin", "Valin"),
        ("Zetterberg", "Setterberj"),
        ("Hjalmar", "Jalmar"),
        ("Thelin", "Telin"),
        ("Lindén", "Linden"),
        ("sjukhus", "schukhus"),
    ),
)
def test_spellings_of_one_sound_are_near(one: str, other: str) -> None:
    assert distance(sound_of(one), sound_of(other)) <= 0.1


@pytest.mark.parametrize(
    ("one", "other"), (("Grimnir", "Anders"), ("patient", "station"), ("Malmö", "Uppsala"))
)
def test_other_words_are_far(one: str, other: str) -> None:
    assert distance(sound_of(one), sound_of(other)) > 0.5


def test_a_misheard_vowel_costs_less_than_a_consonant() -> None:
    assert distance(sound_of("Grimner"), sound_of("Grimnir")) < distance(
        sound_of("Grimlir"), sound_of("Grimnir")
    )


@given(names, names)
def test_the_distance_is_symmetric_and_within_bounds(one: str, other: str) -> None:
    a, b = sound_of(one), sound_of(other)
    assert distance(a, b) == pytest.approx(distance(b, a))
    assert 0 <= distance(a, b) <= 1
    assert distance(a, a) == 0


@given(st.lists(names, max_size=30, unique=True), names)
def test_the_index_finds_only_what_is_within_the_distance(listed: list[str], said: str) -> None:
    entries = [Entry(name, sound_of(name)) for name in listed]
    found = SoundIndex(entries).near(sound_of(said), 0.3)
    assert all(n.distance == distance(n.entry.sound, sound_of(said)) <= 0.3 for n in found)
    assert [n.distance for n in found] == sorted(n.distance for n in found)
    assert len({n.entry.text for n in found}) == len(found)


def test_entries_as_near_as_each_other_have_one_order() -> None:
    """In each process: the places of a window are scored in this order, up to a number."""
    listed = [f"Grimn{a}{b}r" for a in "oeiuyaåäö" for b in "yåaeuiäöo"]
    found = SoundIndex([Entry(name, sound_of(name)) for name in listed]).near("grimnr", 0.3)
    assert len(found) > 60
    order = [(n.distance, n.entry.text) for n in found]
    assert order == sorted(order)


def test_a_text_that_loops_is_compared_with_the_list_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[tuple[str, str]] = []

    def counted(one: str, other: str) -> float:
        compared.append((one, other))
        return distance(one, other)

    monkeypatch.setattr(index, "distance", counted)
    listed = [f"Grimn{a}{b}r" for a in "oeiuyaåäö" for b in "yåaeuiäöo"]
    entries = SoundIndex([Entry(name, sound_of(name)) for name in listed])
    words = [Word(i, i + 0.5, "Grimnåum", 0.3) for i in range(60)]
    assert len(places(words, entries, PlaceRules())) == PlaceRules().most
    assert 0 < len(compared) <= 4 * len(listed)  # for up to four words at a time


@given(
    st.lists(names, max_size=30, unique=True), names, st.integers(0, 13), st.sampled_from("aeiou")
)
def test_a_name_with_another_vowel_is_found(
    listed: list[str], name: str, at: int, vowel: str
) -> None:
    vowels = [i for i, letter in enumerate(name) if letter in "aeiouåäö"]
    misheard = name
    if vowels:
        changed = vowels[at % len(vowels)]
        misheard = name[:changed] + vowel + name[changed + 1 :]
    entries = [Entry(n, sound_of(n)) for n in dict.fromkeys([*listed, name])]
    reached = distance(sound_of(misheard), sound_of(name))
    found = [n.entry.text for n in SoundIndex(entries).near(sound_of(misheard), 0.3)]
    assert name in found or reached > 0.3 or _consonants_differ(misheard, name)


def _consonants_differ(one: str, other: str) -> bool:
    """A vowel may change the sound of the letters around it, as c before e does."""
    from fast_transcribe.word_list.sounds import skeleton

    return skeleton(sound_of(one)) != skeleton(sound_of(other))
