"""Who speaks when, of vectors of made-up people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from fast_transcribe.speakers.conversation import Conversation, SpeakerRules
from fast_transcribe.speakers.turns import Turn
from fast_transcribe.speakers.voices import Piece, Voices
from hypothesis import given
from hypothesis import strategies as st

_DRAW = np.random.default_rng(1)
PEOPLE = np.linalg.qr(_DRAW.normal(0, 1, (192, 12)))[0].T  # 12 who are not alike at all


def piece(person: int, start: float, end: float, draw: np.random.Generator | None = None) -> Piece:
    """One person in one stretch; with `draw` never twice quite the same."""
    vector = PEOPLE[person].copy()
    if draw is not None:
        vector += draw.normal(0, 0.04, 192)
    vector /= np.linalg.norm(vector)
    return Piece(((start, end),), vector.astype(np.float16), end - start)


def conversation(windows: Sequence[Voices], **rules: object) -> Conversation:
    heard = Conversation(SpeakerRules(**rules))  # type: ignore[arg-type]
    for voices in windows:
        heard.add(voices)
    return heard


def taking_turns(people: Sequence[int], seed: int = 5) -> list[Voices]:
    """4 s each, a window each."""
    draw = np.random.default_rng(seed)
    return [((piece(who, 10 * i, 10 * i + 4, draw),),) for i, who in enumerate(people)]


def speakers(turns: Sequence[Turn]) -> list[str]:
    return [turn.speaker for turn in turns]


def test_people_are_named_in_the_order_in_which_they_are_heard() -> None:
    turns = conversation(taking_turns([3, 1, 3, 7, 1])).turns()
    assert speakers(turns) == ["S1", "S2", "S1", "S3", "S2"]
    assert [(turn.start, turn.end) for turn in turns] == [(10 * i, 10 * i + 4) for i in range(5)]


@given(people=st.lists(st.integers(0, 11), min_size=1, max_size=30), seed=st.integers(0, 1000))
def test_different_people_have_different_names(people: list[int], seed: int) -> None:
    names = speakers(conversation(taking_turns(people, seed)).turns())
    assert len(set(zip(people, names, strict=True))) == len(set(people)) == len(set(names))


def test_nobody_is_heard() -> None:
    heard = conversation([(), ()])
    assert heard.turns() == []
    assert not heard.is_uncertain
    assert conversation([]).turns() == []


def test_two_at_once_are_two_people() -> None:
    both = ((piece(0, 0, 8),), (piece(1, 5, 9),))
    assert speakers(conversation([both]).turns()) == ["S1", "S2"]


def test_two_at_once_stay_two_even_if_both_are_most_like_the_same() -> None:
    between = (0.72 * PEOPLE[0] + 0.69 * PEOPLE[1]).astype(np.float16)
    second = Piece(((205.0, 209.0),), between, 4.0)
    windows = [*taking_turns([0, 1] * 10), ((piece(0, 200, 208),), (second,))]
    assert set(speakers(conversation(windows).turns()[20:])) == {"S1", "S2"}


def test_a_voice_that_turns_out_to_be_two_people_is_split() -> None:
    mixed = ((piece(0, 20, 24), piece(1, 25, 29)),)
    turns = conversation([*taking_turns([0, 1, 0, 1][:2]), mixed]).turns()
    assert speakers(turns) == ["S1", "S2", "S1", "S2"]


def test_short_silence_does_not_end_a_turn() -> None:
    spans = ((0.0, 2.0), (2.2, 4.0), (4.5, 6.0))
    one = Piece(spans, PEOPLE[0].astype(np.float16), 5.3)
    assert conversation([((one,),)]).turns() == [Turn(0.0, 4.0, "S1"), Turn(4.5, 6.0, "S1")]


def test_a_file_of_short_remarks_only() -> None:
    windows = [((piece(who, 10 * i, 10 * i + 1),),) for i, who in enumerate([0, 1] * 4)]
    assert speakers(conversation(windows).turns()) == ["S1", "S2"] * 4


def test_a_remark_too_short_for_a_vector_goes_to_whoever_is_there() -> None:
    remark = Piece(((20.0, 20.2),), None, 0.2)
    turns = conversation([*taking_turns([0, 1]), ((remark,),)]).turns()
    assert (turns[-1].start, turns[-1].end) == (20.0, 20.2)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_as_many_as_are_asked_for(count: int) -> None:
    windows = taking_turns([0, 0, 0, 1, 1, 2])
    turns = conversation(windows, fewest=count, most=count).turns()
    assert len(set(speakers(turns))) == count


def test_no_more_than_the_most() -> None:
    assert len(set(speakers(conversation(taking_turns(range(9)), most=4).turns()))) == 4


def with_a_shout(times: int) -> list[Voices]:
    """Person 0 for 120 s, and so often 4 s that are less like them than two groups must be on average
    to be one, though more than enough like their mean."""
    towards = SpeakerRules().same + 0.03
    shout = (towards * PEOPLE[0] + np.sqrt(1 - towards**2) * PEOPLE[1]).astype(np.float16)
    seconds = (500 + 10 * i for i in range(times))
    return [
        *taking_turns([0] * 30),
        *(((Piece(((at, at + 4.0),), shout, 4.0),),) for at in seconds),
    ]


def test_a_shout_is_nobody_else() -> None:
    assert set(speakers(conversation(with_a_shout(1)).turns())) == {"S1"}
    assert set(speakers(conversation(with_a_shout(1), share=0.0).turns())) == {"S1", "S2"}


def test_who_says_much_is_somebody_else() -> None:
    assert set(speakers(conversation(with_a_shout(6)).turns())) == {"S1", "S2"}
    assert set(speakers(conversation(with_a_shout(6), share=0.9, little=20.0).turns())) == {
        "S1",
        "S2",
    }


def test_of_as_many_as_are_asked_for_nobody_is_another() -> None:
    assert set(speakers(conversation(with_a_shout(1), fewest=2).turns())) == {"S1", "S2"}


def test_the_count_is_certain_of_people_who_say_much() -> None:
    assert not conversation(taking_turns([0, 1, 2] * 5)).is_uncertain
    assert not conversation(taking_turns([0])).is_uncertain


def test_the_count_is_uncertain_if_the_only_speaker_is_nearly_two() -> None:
    towards = SpeakerRules().same + 0.02
    other = (towards * PEOPLE[0] + np.sqrt(1 - towards**2) * PEOPLE[1]).astype(np.float16)
    windows: list[Voices] = [
        ((piece(0, 0, 4),),),
        ((Piece(((10.0, 14.0),), other, 4.0),),),
    ]
    assert speakers(conversation(windows).turns()) == ["S1", "S1"]
    assert conversation(windows).is_uncertain
    assert not conversation(windows, fewest=1, most=1).is_uncertain


def test_the_count_is_uncertain_if_somebody_says_little() -> None:
    windows = taking_turns([0, 1] * 10 + [2])
    assert conversation(windows).is_uncertain
    assert conversation(windows, fewest=2, most=5).is_uncertain
    assert not conversation(windows, fewest=3, most=3).is_uncertain
    assert conversation(taking_turns([0] * 200 + [1] * 5)).is_uncertain  # 20 s, of 820
    assert not conversation(taking_turns([0] * 100 + [1] * 6)).is_uncertain


def test_equal_voices_give_equal_turns() -> None:
    windows = taking_turns([0, 1, 2, 1, 0] * 20)
    assert conversation(windows).turns() == conversation(windows).turns()


def test_a_long_file_needs_no_more_groups_than_allowed() -> None:
    people = [0, 1, 2] * 100
    turns = conversation(taking_turns(people), groups=60).turns()
    assert speakers(turns) == ["S1", "S2", "S3"] * 100
