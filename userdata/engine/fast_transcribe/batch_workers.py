"""Threads that take windows as they are ready, in batches, and hand on what came of them in order.

Two lanes take turns on a GPU. Its first two batches are what is ready, for early segments; a later
one that is not full waits a little, since a full one takes hardly longer. On a CPU each core has a
lane of its own: windows on one core each are half again as quick as a batch of them on all cores.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from .speech.frontend import Watermark
from .speech.mel_window import MelWindow, PlacedWindow
from .stage import Stage
from .transcript.segments import WindowResult

Reading = Callable[[], Sequence[WindowResult]]

_EARLY = 2  # batches that do not wait to be full


@dataclass(frozen=True)
class WorkItem:
    """Taken at a time: windows for the model, or one that is known; what is settled after them."""

    windows: Sequence[MelWindow] = ()
    known: PlacedWindow | None = None
    settled: Watermark | None = None

    def done(self, results: Sequence[WindowResult]) -> BatchResult:
        windows = [window.without_mel() for window in self.windows]
        return BatchResult(windows, results, self.known, self.settled)


@dataclass(frozen=True)
class BatchResult:
    """What came of a turn: the result of each of its windows."""

    windows: Sequence[PlacedWindow]
    results: Sequence[WindowResult]
    known: PlacedWindow | None
    settled: Watermark | None


class Work(Protocol):
    """What the windows are taken for."""

    @property
    def batch_size(self) -> int:
        """Windows to take at a time, if so many are ready."""
        ...

    @property
    def patience(self) -> float:
        """Seconds that a batch waits to be full."""
        ...

    def begin(self, windows: Sequence[MelWindow]) -> Reading:
        """Called in the order of the windows, never twice at a time.

        What it answers is called in any order, beside the others.
        """
        ...


class BatchWorkers:
    """Starts at once. Whoever makes it closes it, whether or not it was read to the end."""

    def __init__(self, ready: Stage[PlacedWindow | Watermark], work: Work, lanes: int) -> None:
        self._ready = ready
        self._work = work
        self._taking = threading.Lock()
        self._taken = 0
        self._begun = 0  # batches
        self._done: dict[int, BatchResult | BaseException | None] = {}
        self._news = threading.Condition()
        # what is read but not fetched: a slow reader must not fill the memory
        self._room = threading.Semaphore(4 * lanes)
        self._stopped = False
        names = [f"lane {i}" for i in range(lanes)]
        self._threads = [threading.Thread(target=self._run, name=n, daemon=True) for n in names]
        for thread in self._threads:
            thread.start()

    def __iter__(self) -> Iterator[BatchResult]:
        """In the order of the windows; raises what the windows' source or the work raised."""
        for number in count():
            with self._news:
                self._news.wait_for(lambda n=number: n in self._done)  # type: ignore[misc]
                done = self._done.pop(number)
            self._room.release()
            if done is None:
                return
            if isinstance(done, BaseException):
                raise done
            yield done

    def close(self) -> None:
        """Waits for the batches that are in the model."""
        self._stopped = True
        self._ready.close()
        for thread in self._threads:
            while thread.is_alive():
                self._room.release()
                thread.join(timeout=0.01)

    def _run(self) -> None:
        more = True
        while more and not self._stopped:
            self._room.acquire()
            more = self._one_turn()

    def _one_turn(self) -> bool:
        """Takes, reads, hands on; False at the end."""
        number = -1
        try:
            with self._taking:
                number, self._taken = self._taken, self._taken + 1
                turn = self._take()
                read = self._begin(turn.windows) if turn and turn.windows else None
            self._hand_on(number, turn.done(read() if read else ()) if turn else None)
        except BaseException as e:  # noqa: BLE001 - raised again where the results are read
            self._hand_on(number, e)
            return False
        return turn is not None

    def _begin(self, windows: Sequence[MelWindow]) -> Reading:
        self._begun += 1
        return self._work.begin(windows)

    def _hand_on(self, number: int, result: BatchResult | BaseException | None) -> None:
        with self._news:
            self._done[number] = result
            self._news.notify_all()

    def _take(self) -> WorkItem | None:
        """Waits for one item, then takes the windows that are ready in time. None at the end."""
        windows: list[MelWindow] = []
        settled: Watermark | None = None
        latest = time.monotonic() + (self._work.patience if self._begun >= _EARLY else 0.0)
        while len(windows) < self._work.batch_size:
            item = self._ready.poll(max(latest - time.monotonic(), 0.0) if windows else None)
            if isinstance(item, MelWindow):
                windows.append(item)
            elif isinstance(item, PlacedWindow):
                return WorkItem(known=item)
            elif item is None:
                return WorkItem(windows, settled=settled) if windows else None
            elif windows:
                settled = item.after(settled)
            else:
                return WorkItem(settled=item)
        return WorkItem(windows, settled=settled)
