"""Windows of 10 s in which speakers are looked for: the same whatever the blocks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from fast_transcribe.audio.samples import Samples
from fast_transcribe.speakers.windows import WINDOW, HeardWindow, WindowCutter
from fast_transcribe.speech.heard import Heard
from hypothesis import given
from hypothesis import strategies as st

RATE = 16000


def noise(seconds: float, seed: int = 1, level: float = 0.1) -> Samples:
    rng = np.random.default_rng(seed)
    return rng.normal(0, level, round(seconds * RATE)).astype(np.float32)


def windows(sides: Samples, speech: Sequence[tuple[int, int]], block: int) -> list[HeardWindow]:
    """speech: seconds in which the VAD hears it."""
    cutter, found = WindowCutter(len(sides)), list[HeardWindow]()
    for at in range(0, sides.shape[1], block):
        part = sides[:, at : at + block]
        inside = [(max(a * RATE, at), min(b * RATE, at + part.shape[1])) for a, b in speech]
        heard = [Heard(0, a, b, "speech") for a, b in inside if a < b]
        found += cutter.push(part, [Heard(0, at, at, "silence"), *heard])
    return [*found, *cutter.finish()]


@given(st.integers(3000, 400_000))
def test_blocks_do_not_matter(block: int) -> None:
    sound = noise(34.5)[None]
    ours, one = (windows(sound, [(2, 4), (19, 21)], b) for b in (block, sound.shape[1]))
    assert [(w.number, w.sound) for w in ours] == [(w.number, w.sound) for w in one]
    assert [w.sound.speech / RATE for w in one] == [2, 1, 1, 0]
    for number, (window, other) in enumerate(zip(ours, one)):
        if other.audio is None:
            assert window.audio is None
            continue
        expected = sound[0, number * WINDOW : (number + 1) * WINDOW]
        np.testing.assert_array_equal(window.audio, expected)
        np.testing.assert_array_equal(other.audio, expected)


def test_nobody_is_looked_for_where_there_is_no_speech() -> None:
    heard = windows(noise(30.0)[None], [(12, 13)], RATE)
    assert [w.audio is None for w in heard] == [True, False, True]


@pytest.mark.parametrize(
    ("right", "listened"),
    [
        (noise(10.0), True),
        (-noise(10.0), True),
        (0.8 * noise(10.0), True),
        (noise(10.0, seed=2), False),
        (0 * noise(10.0), False),
    ],
)
def test_two_sides_are_listened_to_where_they_are_the_same(right: Samples, listened: bool) -> None:
    (window,) = windows(np.stack([noise(10.0), right]), [(1, 9)], RATE)
    assert (window.audio is not None) is listened


def test_silence_and_no_sound_at_all() -> None:
    (window,) = windows(np.zeros((1, 100), np.float32), [], RATE)
    assert (window.audio, window.sound.speech, window.sound.level) == (None, 0, -200.0)
    assert windows(np.zeros((1, 0), np.float32), [], RATE) == []
