"""Stage: order of items, errors, bounded queue, and closing."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator

import pytest
from engine_command import LONGEST_RUN
from fast_transcribe.stage import Stage


def test_items_in_order_then_over() -> None:
    stage = Stage("count", range(100), 3)
    assert list(stage) == list(range(100))
    assert stage.over
    assert stage.poll() is None
    stage.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority per thread")
def test_low_priority_applies_to_its_thread_alone() -> None:
    def source() -> Iterator[int]:
        yield os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    stage = Stage("low", source(), 1, low_priority=True)
    assert list(stage) == [19]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < 19
    stage.close()


def test_the_error_comes_after_the_items() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    stage = Stage("broken", source(), 3)
    assert stage.poll() == 1
    with pytest.raises(ValueError, match="broken"):
        stage.poll()
    assert stage.over
    stage.close()


def test_closing_does_not_wait_for_a_blocked_source() -> None:
    answer = threading.Event()

    def source() -> Iterator[int]:
        answer.wait()
        yield 1

    stage = Stage("silent", source(), 3)
    stage.close()
    assert stage.poll() is None
    answer.set()


def test_it_does_not_run_ahead_of_its_depth() -> None:
    made: list[int] = []
    full = threading.Event()

    def source() -> Iterator[int]:
        for i in range(100):
            made.append(i)
            if i == 3:
                full.set()
            yield i

    stage = Stage("ahead", source(), 3)
    assert full.wait(LONGEST_RUN)
    assert stage.poll() == 0
    assert len(made) <= 5  # three queued, one waiting for the queue, one read
    stage.close()


@pytest.mark.usefixtures("patient")
def test_closing_ends_stages_that_wait_for_each_other() -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 1

    first = Stage("endless", endless(), 1)
    second = Stage("behind", first, 1)
    assert second.poll() == 1
    first.close()
    second.close()
    assert not any(t.name in ("endless", "behind") for t in threading.enumerate())


@pytest.mark.usefixtures("patient")
def test_a_closed_stage_is_over_for_its_reader() -> None:
    for depth in (1, 2, 100):
        stage = Stage("closed", range(10), depth)
        stage.close()
        assert stage.poll(0.0) is None
        assert stage.over


def test_nothing_ready_is_not_over() -> None:
    go = threading.Event()

    def source() -> Iterator[int]:
        go.wait(LONGEST_RUN)
        yield 1

    stage = Stage("slow", source(), 1)
    assert stage.poll(0.0) is None
    assert not stage.over
    go.set()
    assert stage.poll() == 1
    stage.close()
