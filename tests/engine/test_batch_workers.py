"""BatchWorkers: batches of the ready windows, results in order, errors, and closing."""

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
class NumberingWork:
    """The text of each window is its number. `before` is called when a batch is decoded."""

    batch_size: int = 4
    max_wait: float = 0.0
    before: Callable[[Sequence[MelWindow]], None] = lambda _: None
    begun: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)  # windows per batch

    def begin(self, windows: Sequence[MelWindow]) -> Callable[[], Sequence[WindowResult]]:
        self.begun += [w.number for w in windows]
        self.sizes.append(len(windows))

        def results() -> list[WindowResult]:
            self.before(windows)
            return [said(w.number) for w in windows]

        return results


def texts(workers: BatchWorkers) -> list[str]:
    return [s.text for done in workers for result in done.results for s in result.segments]


@settings(max_examples=30)
@given(st.integers(0, 40), st.integers(1, 4), st.integers(1, 5), st.randoms(use_true_random=False))
def test_every_window_once_and_in_order(
    count: int, threads: int, batch_size: int, chance: object
) -> None:
    ready = Stage("windows", map(window, range(count)), 8)
    work = NumberingWork(batch_size)
    workers = BatchWorkers(ready, work, threads)
    assert texts(workers) == [str(n) for n in range(count)]
    workers.close()
    assert work.begun == list(range(count))


def test_a_slow_worker_holds_back_later_results() -> None:
    others_are_done = threading.Event()
    last = threading.Event()

    def before(windows: Sequence[MelWindow]) -> None:
        if windows[0].number == 0:
            assert others_are_done.wait(10)
        elif windows[0].number == 2:
            last.set()
            others_are_done.set()

    ready = Stage("windows", map(window, range(3)), 8)
    workers = BatchWorkers(ready, NumberingWork(1, before=before), 2)
    assert texts(workers) == ["0", "1", "2"]
    assert last.is_set()
    workers.close()


@settings(max_examples=30)
@given(st.lists(st.booleans(), max_size=40), st.integers(1, 5))
def test_a_watermark_comes_after_the_windows_before_it(
    is_watermark: list[bool], batch_size: int
) -> None:
    """The number of an item is its position; the last watermark always arrives."""
    items = [Watermark(float(n)) if w else window(n) for n, w in enumerate(is_watermark)]
    workers = BatchWorkers(Stage("windows", iter(items), 8), NumberingWork(batch_size), 2)
    numbers, latest = list[int](), -1.0
    for done in workers:
        numbers += [int(s.text) for result in done.results for s in result.segments]
        if done.watermark:
            latest = done.watermark.seconds
            assert {n for n, w in enumerate(is_watermark) if not w and n < latest} <= set(numbers)
    workers.close()
    assert latest == max((float(n) for n, w in enumerate(is_watermark) if w), default=-1.0)


def test_known_windows_do_not_go_to_the_model() -> None:
    known = [PlacedWindow(n, 0, EXCERPT) for n in range(3)]
    work = NumberingWork(2)
    workers = BatchWorkers(Stage("windows", iter([*known, window(3)]), 8), work, 2)
    read = list(workers)
    workers.close()
    assert [done.known.number for done in read if done.known] == [0, 1, 2]
    assert work.begun == [3]


def test_the_third_batch_waits_to_fill_up() -> None:
    def source() -> Iterator[MelWindow]:
        for number in range(11):
            time.sleep(0.02)
            yield window(number)

    work = NumberingWork(4, max_wait=60.0)
    workers = BatchWorkers(Stage("windows", source(), 8), work, 2)
    assert texts(workers) == [str(n) for n in range(11)]
    assert work.sizes == [1, 1, 4, 4, 1]
    workers.close()


def test_a_batch_waits_no_longer_than_its_maximum() -> None:
    go_on = threading.Event()

    def source() -> Iterator[MelWindow]:
        for number in range(4):
            time.sleep(0.02)
            yield window(number)
        assert go_on.wait(10)
        yield window(4)

    workers = BatchWorkers(Stage("windows", source(), 8), NumberingWork(1000, max_wait=0.05), 2)
    read = iter(workers)
    numbers = list[int]()
    while len(numbers) < 4:
        numbers += [w.number for w in next(read).windows]
    go_on.set()
    assert numbers == [0, 1, 2, 3]
    assert [w.number for done in read for w in done.windows] == [4]
    workers.close()


def test_an_error_of_the_source_comes_after_the_earlier_results() -> None:
    def source() -> Iterator[MelWindow]:
        yield window(0)
        raise ValueError("damaged")

    workers = BatchWorkers(Stage("windows", source(), 8), NumberingWork(1), 2)
    read = iter(workers)
    assert next(read).results == [said(0)]
    with pytest.raises(ValueError, match="damaged"):
        next(read)
    workers.close()


def test_an_error_of_the_model_is_raised_to_the_reader() -> None:
    def before(windows: Sequence[MelWindow]) -> None:
        if windows[0].number == 1:
            raise RuntimeError("the model broke")

    workers = BatchWorkers(
        Stage("windows", map(window, range(100)), 8), NumberingWork(1, before=before), 2
    )
    with pytest.raises(RuntimeError, match="the model broke"):
        texts(workers)
    workers.close()


def test_closing_before_all_results_are_read_ends_the_threads() -> None:
    workers = BatchWorkers(Stage("windows", map(window, range(10_000)), 8), NumberingWork(1), 2)
    next(iter(workers))
    workers.close()
    assert not any(t.name.startswith("batch worker") for t in threading.enumerate())
