"""Invariants between the VAD's probabilities and the model's windows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from fast_transcribe.speech.packing import Packer, PackingRules, Window
from fast_transcribe.speech.regions import Region, RegionFinder, RegionRules
from fast_transcribe.speech.timemap import TimeMap
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

FRAME, RATE = 512, 16000
PAD = round(RegionRules().speech_pad_s * RATE)

# Stretches of speech and of silence, in frames of 32 ms: flicker, sentences, minutes
frames = st.one_of(st.integers(1, 10), st.integers(5, 100), st.integers(1, 1500))
stretches = st.lists(st.tuples(st.sampled_from([0.02, 0.2, 0.4, 0.6, 0.97]), frames), max_size=30)
blocks = st.integers(1, 320)  # frames that come at a time


def probabilities_of(parts: list[tuple[float, int]]) -> NDArray[np.float32]:
    return np.concatenate([np.full(n, p, np.float32) for p, n in parts] or [np.zeros(1)])


def numbered(frames: int) -> NDArray[np.float32]:
    """Samples whose values are their indices, exact in float32 up to 16 million."""
    return np.arange(1, frames * FRAME + 1).astype(np.float32)


def region(start: int, end: int) -> Region:
    return Region(start, end, (start, end), cut=False)


def find(probabilities: NDArray[np.float32], block: int) -> list[Region]:
    finder = RegionFinder(RegionRules())
    found: list[Region] = []
    for i in range(0, len(probabilities), block):
        horizon = finder.horizon
        new = list(finder.push(probabilities[i : i + block]))
        assert all(r.start >= horizon for r in new)
        found += new
    return found + list(finder.finish())


def pack(
    probabilities: NDArray[np.float32], block: int, cut: int = 0
) -> tuple[list[Window], list[float]]:
    """-> the windows, and the packer's `settled` after each block."""
    finder, packer = RegionFinder(RegionRules()), Packer(PackingRules())
    audio = numbered(len(probabilities))
    audio = audio[: len(audio) - cut]
    windows, settled = list[Window](), list[float]()
    for i in range(0, len(probabilities), block):
        regions = list(finder.push(probabilities[i : i + block]))
        part = audio[i * FRAME : (i + block) * FRAME]
        windows += packer.push(part, regions, finder.horizon)
        settled.append(packer.settled)
    windows += packer.finish(list(finder.finish()))
    settled.append(packer.settled)
    return windows, settled


@settings(max_examples=60)
@given(stretches, blocks)
def test_regions_hold_all_speech_apart_and_in_order(
    parts: list[tuple[float, int]], block: int
) -> None:
    probabilities = probabilities_of(parts)
    regions = find(probabilities, block)
    assert all(r.start < r.end for r in regions)
    assert all(a.end <= b.start for a, b in pairwise(regions))
    assert all(r.end - r.start <= 29.9 * RATE for r in regions)
    covered = np.zeros(len(probabilities) * FRAME + RATE, bool)
    for r in regions:
        covered[r.start : r.end] = True
    for frame in np.flatnonzero(probabilities >= RegionRules().threshold):
        assert covered[frame * FRAME : (frame + 1) * FRAME].all()


@settings(max_examples=60)
@given(stretches, blocks)
def test_windows_know_where_somebody_speaks(parts: list[tuple[float, int]], block: int) -> None:
    probabilities = probabilities_of(parts)
    windows, _ = pack(probabilities, block)
    speech = [piece for w in windows for piece in w.excerpt.speech]
    assert speech == sorted(speech)
    heard = np.zeros(len(probabilities), bool)
    for start, end in speech:
        heard[start // FRAME : end // FRAME] = True
    assert heard[probabilities >= RegionRules().threshold].all()
    assert all(not w.excerpt.cut_before for w in windows[:1])
    assert all(a.excerpt.cut_after == b.excerpt.cut_before for a, b in pairwise(windows))
    for window in windows:
        if window.excerpt.cut_after:  # only where half a minute passes without a pause
            assert window.excerpt.bounds[1] == window.excerpt.speech[-1][1]


@settings(max_examples=60)
@given(stretches, blocks, blocks)
def test_regions_do_not_depend_on_the_blocks(
    parts: list[tuple[float, int]], one: int, other: int
) -> None:
    probabilities = probabilities_of(parts)
    assert find(probabilities, one) == find(probabilities, other)


@settings(max_examples=60)
@given(stretches, blocks, st.integers(0, FRAME - 1))
def test_windows_lose_and_repeat_nothing_of_the_regions(
    parts: list[tuple[float, int]], block: int, cut: int
) -> None:
    probabilities = probabilities_of(parts)
    windows, settled = pack(probabilities, block, cut)
    audio = numbered(len(probabilities))
    audio = audio[: len(audio) - cut]
    want = [np.pad(audio[r.start : r.end], (r.lead, 0)) for r in find(probabilities, block)]
    got = [w.audio for w in windows]
    np.testing.assert_array_equal(
        np.concatenate([*got, audio[:0]]), np.concatenate([*want, audio[:0]])
    )
    assert all(0 < len(w.audio) <= 30 * RATE for w in windows)
    assert settled == sorted(settled)
    assert settled[-1] == len(audio) / RATE


@settings(max_examples=60)
@given(stretches, blocks, st.data())
def test_times_map_back_to_the_very_sample(
    parts: list[tuple[float, int]], block: int, data: st.DataObject
) -> None:
    windows, _ = pack(probabilities_of(parts), block)
    for window in windows:
        at = data.draw(st.lists(st.integers(0, len(window.audio) - 1), max_size=20))
        at += [seam for seam, _ in window.excerpt.times.pieces]
        lead = window.excerpt.times.pieces[0][0]
        assert not window.audio[:lead].any()
        for sample in sorted(s for s in at if s < lead):
            assert window.excerpt.times.start(sample / RATE) == 0
            assert window.excerpt.times.end(sample / RATE) == 0
        for sample in sorted(s for s in at if s >= lead):
            source = window.audio[sample] - 1
            assert round(window.excerpt.times.start(sample / RATE) * RATE) == source
            if sample > lead:
                before = window.audio[sample - 1]
                assert round(window.excerpt.times.end(sample / RATE) * RATE) == before
        ends = [window.excerpt.times.end(s / RATE) for s in sorted(at)]
        starts = [window.excerpt.times.start(s / RATE) for s in sorted(at)]
        assert ends == sorted(ends)
        assert starts == sorted(starts)


def test_times_outside_the_window_are_its_edges() -> None:
    (window,), _ = pack(probabilities_of([(0.0, 100), (0.9, 100), (0.0, 100)]), 50)
    times = window.excerpt.times
    assert times.start(-1) == times.start(0)
    assert times.end(99) == times.file_end


def test_a_time_on_a_seam_belongs_to_its_piece_though_it_is_no_binary_fraction() -> None:
    times = TimeMap(((0, 0), (64064, 64320)), 70000)
    assert times.start(64064 / RATE) == 64320 / RATE
    assert times.end(64064 / RATE) == 64064 / RATE


def test_a_region_after_the_end_of_the_file_is_no_piece() -> None:
    """It lies in the previous region's pad; its speech is kept in that region's span."""
    (window,), _ = pack(probabilities_of([(0.6, 1), (0.02, 5), (0.6, 1)]), 1)
    assert window.excerpt.times.pieces == ((PAD, 0),)
    assert window.excerpt.speech == ((0, 7 * FRAME),)
    assert window.excerpt.times.start(99) == window.excerpt.times.end(99) == 7 * FRAME / RATE


def test_the_first_windows_are_short() -> None:
    sentences = [(0.9, 90), (0.0, 10)] * 60  # 2.9 s of speech, 0.3 s of silence
    windows, _ = pack(probabilities_of(sentences), 320)
    seconds = [w.excerpt.times.seconds for w in windows]
    assert seconds[0] <= 8
    assert 8 < seconds[1] <= 16
    assert all(20 <= s <= 29.9 for s in seconds[2:-1])


def test_a_window_is_cut_at_its_longest_late_pause() -> None:
    rules = PackingRules(ramp=(), full_from=20.0)
    packer = Packer(rules)
    second = RATE
    regions = [region(i * 5 * second, (i * 5 + 4) * second) for i in range(5)]  # 1 s apart
    later = [region(r.start + 28 * second, r.end + 28 * second) for r in regions]
    audio = np.zeros(60 * second, np.float32)
    windows = list(packer.push(audio, [*regions, *later], 60 * second))
    assert [w.excerpt.times.pieces[-1][1] for w in windows] == [
        regions[-1].start
    ]  # 4 s of pause follow


def test_long_silence_lets_go_what_is_held() -> None:
    parts = [(0.9, 60), (0.0, 1200)]  # 2 s of speech, 38 s of silence
    finder, packer = RegionFinder(RegionRules()), Packer(PackingRules())
    probabilities = probabilities_of(parts)
    regions = list(finder.push(probabilities))
    windows = list(packer.push(numbered(len(probabilities)), regions, finder.horizon))
    assert len(windows) == 1
    assert packer.settled > 35


def test_speech_without_a_pause_is_cut_where_it_is_least_probable() -> None:
    probabilities = np.full(1500, 0.9, np.float32)
    probabilities[700] = 0.6
    first, second = find(probabilities, 100)[:2]
    assert first.end == second.start
    assert abs(first.end - 700 * FRAME) <= 2 * FRAME


@pytest.mark.parametrize("silent", range(12))
def test_speech_at_the_beginning_has_its_whole_pad(silent: int) -> None:
    """As long as elsewhere; the part before the file is silence."""
    (window,), _ = pack(probabilities_of([(0.0, silent), (0.9, 60), (0.0, 60)]), 50)
    speech = silent * FRAME
    assert window.excerpt.speech == ((speech, speech + 60 * FRAME),)
    assert len(window.audio) == PAD + 60 * FRAME + PAD
    assert np.count_nonzero(window.audio[:PAD]) == min(PAD, speech)
    assert window.excerpt.times.start(PAD / RATE) == speech / RATE
    assert window.excerpt.bounds == (max(0, speech - PAD), speech + 60 * FRAME + PAD)


def test_no_silence_is_put_where_speech_is_cut() -> None:
    regions = find(np.full(1500, 0.9, np.float32), 100)
    assert [r.lead for r in regions] == [PAD, *[0] * (len(regions) - 1)]
    assert all(r.samples <= 29.9 * RATE for r in regions)
