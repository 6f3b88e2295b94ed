"""Worker threads that transcribe windows in batches; the results come out in window order.

On a GPU two workers alternate. The first two batches of a file take whatever is ready, for early
segments; later ones wait up to `max_wait` seconds to fill up, since a full batch takes hardly
longer. On a CPU each core has its own worker: 1.5 times as fast as one batch on all cores.
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

PendingResults = Callable[[], Sequence[WindowResult]]

_EARLY_BATCHES = 2  # do not wait to fill up
_RESULTS_PER_WORKER = 4  # kept for a slow consumer before the workers pause: bounds the memory


@dataclass(frozen=True)
class WorkItem:
    """A batch of windows, one window known from the checkpoint, or only a watermark.

    `watermark`: the one that the file has reached once the windows are done.
    """

    windows: Sequence[MelWindow] = ()
    known: PlacedWindow | None = None
    watermark: Watermark | None = None

    def done(self, results: Sequence[WindowResult]) -> BatchResult:
        windows = [window.without_mel() for window in self.windows]
        return BatchResult(windows, results, self.known, self.watermark)


@dataclass(frozen=True)
class BatchResult:
    """The finished WorkItem; `results` has one item per window."""

    windows: Sequence[PlacedWindow]
    results: Sequence[WindowResult]
    known: PlacedWindow | None
    watermark: Watermark | None


class BatchWork(Protocol):
    """Transcribes batches."""

    @property
    def batch_size(self) -> int:
        """Maximum number of windows per batch."""
        ...

    @property
    def max_wait(self) -> float:
        """Seconds that a batch waits to fill up."""
        ...

    def begin(self, windows: Sequence[MelWindow]) -> PendingResults:
        """Called in window order, never concurrently; the returned callables run concurrently."""
        ...


class BatchWorkers:
    """Starts its threads at once. Call `close` even after reading all results."""

    def __init__(
        self, ready: Stage[PlacedWindow | Watermark], work: BatchWork, workers: int
    ) -> None:
        self._ready = ready
        self._work = work
        self._input_lock = threading.Lock()
        self._items_taken = 0
        self._batches_begun = 0
        self._results: dict[int, BatchResult | BaseException | None] = {}  # by item number
        self._published = threading.Condition()
        self._free_slots = threading.Semaphore(_RESULTS_PER_WORKER * workers)
        self._stopped = False
        names = [f"batch worker {i}" for i in range(workers)]
        self._threads = [threading.Thread(target=self._run, name=n, daemon=True) for n in names]
        for thread in self._threads:
            thread.start()

    def __iter__(self) -> Iterator[BatchResult]:
        """Yields results in window order; raises what the source of windows or the work raised."""
        for number in count():
            with self._published:
                self._published.wait_for(lambda n=number: n in self._results)  # type: ignore[misc]
                result = self._results.pop(number)
            self._free_slots.release()
            if result is None:
                return
            if isinstance(result, BaseException):
                raise result
            yield result

    def close(self) -> None:
        """Stops the workers; waits for the batches in the model."""
        self._stopped = True
        self._ready.close()
        for thread in self._threads:
            while thread.is_alive():
                self._free_slots.release()
                thread.join(timeout=0.01)

    def _run(self) -> None:
        more = True
        while more and not self._stopped:
            self._free_slots.acquire()
            more = self._process_one()

    def _process_one(self) -> bool:
        """Takes one item, transcribes it and publishes the result; False at the end."""
        number = -1
        try:
            with self._input_lock:
                number, self._items_taken = self._items_taken, self._items_taken + 1
                item = self._next_item()
                pending = self._begin(item.windows) if item and item.windows else None
            self._publish(number, item.done(pending() if pending else ()) if item else None)
        except BaseException as e:  # noqa: BLE001 - raised again where the results are read
            self._publish(number, e)
            return False
        return item is not None

    def _begin(self, windows: Sequence[MelWindow]) -> PendingResults:
        self._batches_begun += 1
        return self._work.begin(windows)

    def _publish(self, number: int, result: BatchResult | BaseException | None) -> None:
        with self._published:
            self._results[number] = result
            self._published.notify_all()

    def _next_item(self) -> WorkItem | None:
        """Waits for a window or watermark, then fills the batch until the wait is over.

        Returns None at the end of the input.
        """
        windows: list[MelWindow] = []
        watermark: Watermark | None = None
        wait = self._work.max_wait if self._batches_begun >= _EARLY_BATCHES else 0.0
        deadline = time.monotonic() + wait
        while len(windows) < self._work.batch_size:
            item = self._ready.poll(max(deadline - time.monotonic(), 0.0) if windows else None)
            if isinstance(item, MelWindow) and not item.is_known:
                windows.append(item)
            elif isinstance(item, PlacedWindow):
                return WorkItem(known=item)
            elif item is None:
                return WorkItem(windows, watermark=watermark) if windows else None
            elif windows:
                watermark = item.after(watermark)
            else:
                return WorkItem(watermark=item)
        return WorkItem(windows, watermark=watermark)
