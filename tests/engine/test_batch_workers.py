"""BatchWorkers: batches of the ready windows, results in order, errors, and closing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from engine_command import LONGEST_RUN
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
    """The text of each window is its number. `before` is called when a batch is decoded.

    early: set when the first batch has begun, the second one, …
    """

    batch_size: int = 4
    max_wait: float = 0.0
    before: Callable[[Sequence[MelWindow]], None] = lambda _: None
    early: Sequence[threading.Event] = ()
    begun: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)  # windows per batch

    def begin(self, windows: Sequence[MelWindow]) -> Callable[[], Sequence[WindowResult]]:
        self.begun += [w.number for w in windows]
        self.sizes.append(len(windows))
        for event in self.early[len(self.sizes) - 1 : len(self.sizes)]:
            event.set()

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
            assert others_are_done.wait(LONGEST_RUN)
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


class Early:
    """A source whose first two windows are batches of their own, however the threads are served."""

    def __init__(self) -> None:
        self.begun = [threading.Event(), threading.Event()]

    def windows(self) -> Iterator[MelWindow]:
        for number, begun in enumerate(self.begun):
            yield window(number)
            assert begun.wait(LONGEST_RUN)


class TakenOneByOne(Stage[MelWindow]):
    """Sets `taken` once a window of the third batch was read."""

    def __init__(self, source: Iterator[MelWindow], taken: threading.Event) -> None:
        self._taken = taken
        super().__init__("windows", source, 8)

    def poll(self, timeout: float | None = None) -> MelWindow | None:
        item = super().poll(timeout)
        if item and item.number >= 2:
            self._taken.set()
        return item


def test_the_third_batch_waits_to_fill_up() -> None:
    early, taken = Early(), threading.Event()

    def source() -> Iterator[MelWindow]:
        yield from early.windows()
        yield window(2)
        assert taken.wait(LONGEST_RUN)  # no more is ready when the batch has its first window
        yield from map(window, range(3, 11))

    work = NumberingWork(4, max_wait=LONGEST_RUN, early=early.begun)
    workers = BatchWorkers(TakenOneByOne(source(), taken), work, 2)
    assert texts(workers) == [str(n) for n in range(11)]
    assert work.sizes == [1, 1, 4, 4, 1]
    workers.close()


def test_a_batch_waits_no_longer_than_its_maximum() -> None:
    early, go_on = Early(), threading.Event()

    def source() -> Iterator[MelWindow]:
        yield from early.windows()
        yield window(2)
        assert go_on.wait(LONGEST_RUN)
        yield window(3)

    work = NumberingWork(1000, max_wait=0.05, early=early.begun)
    workers = BatchWorkers(Stage("windows", source(), 8), work, 2)
    read = iter(workers)
    numbers = [w.number for _ in range(3) for w in next(read).windows]
    go_on.set()
    assert numbers == [0, 1, 2]
    assert [w.number for done in read for w in done.windows] == [3]
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
