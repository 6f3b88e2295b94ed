"""BatchWorkers take what is ready, answer in order, and end in every case."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from fast_transcribe.batch_workers import BatchWorkers
from fast_transcribe.speech.excerpt import Excerpt
from fast_transcribe.speech.frontend import Watermark
from fast_transcribe.speech.mel_window import MelWindow, PlacedWindow
from fast_transcribe.speech.timemap import TimeMap
from fast_transcribe.stage import Stage
from fast_transcribe.transcript.segments import Segment, WindowResult
from hypothesis import given, settings
from hypothesis import strategies as st

EXCERPT = Excerpt(TimeMap(((0, 0),), 16000), ())
MEL = np.zeros((80, 3000), np.float32)


def window(number: int) -> MelWindow:
    return MelWindow(number, 0, EXCERPT, MEL)


def said(number: int) -> WindowResult:
    return WindowResult([Segment(0, 0.0, 1.0, str(number), 1.0, (), ())])


@dataclass
class Saying:
    """Says each window's number; `before` is called with the windows of a batch when it is read."""

    batch_size: int = 4
    patience: float = 0.0
    before: Callable[[Sequence[MelWindow]], None] = lambda _: None
    begun: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)  # of the batches

    def begin(self, windows: Sequence[MelWindow]) -> Callable[[], Sequence[WindowResult]]:
        self.begun += [w.number for w in windows]
        self.sizes.append(len(windows))

        def read() -> list[WindowResult]:
            self.before(windows)
            return [said(w.number) for w in windows]

        return read


def texts(lanes: BatchWorkers) -> list[str]:
    return [s.text for done in lanes for result in done.results for s in result.segments]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(1, 4), st.integers(1, 5), st.randoms(use_true_random=False))
def test_every_window_once_and_in_order(
    count: int, lanes: int, batch_size: int, chance: object
) -> None:
    ready = Stage("windows", map(window, range(count)), 8)
    work = Saying(batch_size)
    running = BatchWorkers(ready, work, lanes)
    assert texts(running) == [str(n) for n in range(count)]
    running.close()
    assert work.begun == list(range(count))


def test_a_lane_that_is_slow_holds_back_what_comes_after() -> None:
    others_are_done = threading.Event()
    last = threading.Event()

    def before(windows: Sequence[MelWindow]) -> None:
        if windows[0].number == 0:
            assert others_are_done.wait(10)
        elif windows[0].number == 2:
            last.set()
            others_are_done.set()

    ready = Stage("windows", map(window, range(3)), 8)
    lanes = BatchWorkers(ready, Saying(1, before=before), 2)
    assert texts(lanes) == ["0", "1", "2"]
    assert last.is_set()
    lanes.close()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.booleans(), max_size=40), st.integers(1, 5))
def test_settled_comes_after_the_windows_before_it(is_settled: list[bool], batch_size: int) -> None:
    """Told by its number is which item it was; the last one is never left out."""
    items = [Watermark(float(n)) if s else window(n) for n, s in enumerate(is_settled)]
    lanes = BatchWorkers(Stage("windows", iter(items), 8), Saying(batch_size), 2)
    told, settled = list[int](), -1.0
    for done in lanes:
        told += [int(s.text) for result in done.results for s in result.segments]
        if done.settled:
            settled = done.settled.seconds
            assert {n for n, s in enumerate(is_settled) if not s and n < settled} <= set(told)
    lanes.close()
    assert settled == max((float(n) for n, s in enumerate(is_settled) if s), default=-1.0)


def test_known_windows_do_not_go_to_the_model() -> None:
    known = [PlacedWindow(n, 0, EXCERPT) for n in range(3)]
    work = Saying(2)
    lanes = BatchWorkers(Stage("windows", iter([*known, window(3)]), 8), work, 2)
    read = list(lanes)
    lanes.close()
    assert [done.known.number for done in read if done.known] == [0, 1, 2]
    assert work.begun == [3]


def test_after_the_first_batches_one_waits_to_be_full() -> None:
    def source() -> Iterator[MelWindow]:
        for number in range(11):
            time.sleep(0.02)
            yield window(number)

    work = Saying(4, patience=60.0)
    lanes = BatchWorkers(Stage("windows", source(), 8), work, 2)
    assert texts(lanes) == [str(n) for n in range(11)]
    assert work.sizes == [1, 1, 4, 4, 1]
    lanes.close()


def test_a_batch_waits_no_longer_than_it_has_patience() -> None:
    go_on = threading.Event()

    def source() -> Iterator[MelWindow]:
        for number in range(4):
            time.sleep(0.02)
            yield window(number)
        assert go_on.wait(10)
        yield window(4)

    lanes = BatchWorkers(Stage("windows", source(), 8), Saying(1000, patience=0.05), 2)
    read = iter(lanes)
    numbers = list[int]()
    while len(numbers) < 4:
        numbers += [w.number for w in next(read).windows]
    go_on.set()
    assert numbers == [0, 1, 2, 3]
    assert [w.number for done in read for w in done.windows] == [4]
    lanes.close()


def test_an_error_of_the_source_comes_after_what_was_read() -> None:
    def source() -> Iterator[MelWindow]:
        yield window(0)
        raise ValueError("damaged")

    lanes = BatchWorkers(Stage("windows", source(), 8), Saying(1), 2)
    read = iter(lanes)
    assert next(read).results == [said(0)]
    with pytest.raises(ValueError, match="damaged"):
        next(read)
    lanes.close()


def test_an_error_of_the_model_ends_it_all() -> None:
    def before(windows: Sequence[MelWindow]) -> None:
        if windows[0].number == 1:
            raise RuntimeError("the model broke")

    lanes = BatchWorkers(Stage("windows", map(window, range(100)), 8), Saying(1, before=before), 2)
    with pytest.raises(RuntimeError, match="the model broke"):
        texts(lanes)
    lanes.close()


def test_a_reader_that_stops_early_holds_nothing_up() -> None:
    lanes = BatchWorkers(Stage("windows", map(window, range(10_000)), 8), Saying(1), 2)
    next(iter(lanes))
    lanes.close()
    assert not any(t.name.startswith("lane") for t in threading.enumerate())
