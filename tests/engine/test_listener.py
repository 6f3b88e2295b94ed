"""Voices of 10 s windows: the same however the audio is cut into blocks, and none in silence."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from encode import read_wav
from engine_command import AUDIO
from fast_transcribe.speakers.local import Listener, LocalRules
from fast_transcribe.speakers.voices import Voices
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from speaker_networks import stand_in

RATE = 16000
Audio = NDArray[np.float32]


@cache
def speech() -> Audio:
    """25 s: two windows and a half."""
    return (read_wav(AUDIO / "long.wav")[: 25 * RATE] / np.float32(32768)).astype(np.float32)


def listener(known: int = 0) -> Listener:
    return Listener(stand_in(), LocalRules(), known)


def told(windows: list[Voices]) -> list[object]:
    """Everything that a checkpoint keeps of them."""
    return [
        [
            [
                (
                    p.spans,
                    p.alone,
                    None if p.vector is None else (p.vector.tobytes(), p.vector.dtype),
                )
                for p in voice
            ]
            for voice in voices
        ]
        for voices in windows
    ]


@cache
def whole() -> list[Voices]:
    return list(listener().voices([speech()]))


@settings(max_examples=20)
@given(shares=st.lists(st.floats(0, 1), max_size=8).map(sorted))
def test_blocks_of_any_size_give_the_same(shares: list[float]) -> None:
    audio = speech()
    edges = [0, *(round(share * len(audio)) for share in shares), len(audio)]
    blocks = [audio[start:end] for start, end in pairwise(edges)]
    assert told(list(listener().voices(blocks))) == told(whole())


def test_each_window_is_told_when_it_is_complete() -> None:
    one = listener()
    seconds = [len(list(one.feed(second))) for second in speech().reshape(-1, RATE)]
    assert [at for at, count in enumerate(seconds, 1) if count] == [10, 20]
    assert len(list(one.finish())) == 1


@pytest.mark.parametrize("known", [1, 2, 3, 9])
def test_windows_that_are_known_are_not_heard_again(known: int) -> None:
    rest = list(listener(known).voices([speech()]))
    assert told(rest) == told(whole()[known:])


def test_spans_lie_in_the_file_one_after_the_other() -> None:
    spans = [span for voices in whole() for voice in voices for p in voice for span in p.spans]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= 25 for start, end in spans)
    assert all(end <= later for (_, end), (later, _) in pairwise(spans))
    assert 12 < sum(end - start for start, end in spans) < 25


def test_vectors_are_of_half_precision_as_checkpoints_keep_them() -> None:
    vectors = [p.vector for voices in whole() for voice in voices for p in voice]
    assert any(vector is not None for vector in vectors)
    assert all(vector is None or vector.dtype == np.float16 for vector in vectors)


@pytest.mark.parametrize("seconds", [0, 0.01, 5, 10, 25])
def test_in_silence_there_is_nobody(seconds: float) -> None:
    silence = np.zeros(round(seconds * RATE), np.float32)
    assert [voices for voices in listener().voices([silence]) if voices] == []


def test_a_piece_is_short_even_where_nobody_pauses() -> None:
    """Similar voices without a pause between them would share its vector."""
    rules = LocalRules()
    noise = np.random.default_rng(4).normal(0, 0.1, 10 * RATE).astype(np.float32)
    (voices,) = listener().voices([noise])
    alone = [p.alone for voice in voices for p in voice]
    assert sum(alone) > 9.5
    assert max(alone) < rules.longest + rules.piece
