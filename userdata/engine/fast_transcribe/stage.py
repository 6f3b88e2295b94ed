"""Runs a generator in its own thread, with a bounded queue of items ahead of the reader."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from .priority import lower_thread_priority

T = TypeVar("T")

_JOIN_ATTEMPTS = 100  # of 0.01 s; no stage works nearly 1 s on one item


@dataclass(frozen=True)
class _End:
    """Last entry of the queue: the source is exhausted, or raised `error`."""

    error: BaseException | None


class Stage(Generic[T]):
    """Starts its thread at once. Call `close` even after reading all items."""

    def __init__(
        self, name: str, source: Iterable[T], depth: int, low_priority: bool = False
    ) -> None:
        self._source = source
        self._low_priority = low_priority
        self._items: queue.Queue[T | _End] = queue.Queue(depth)
        self._stopped = threading.Event()
        self.over = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        """Yields the items in order; raises what the source raised."""
        while (item := self.poll()) is not None:
            yield item

    def poll(self, timeout: float | None = None) -> T | None:
        """Returns the next item; None at the end (`over`) or if `timeout` seconds pass."""
        if self.over:
            return None
        try:
            item = self._items.get(block=timeout != 0, timeout=timeout)
        except queue.Empty:
            return None
        if not isinstance(item, _End):
            return item
        self.over = True
        if item.error is not None:
            raise item.error
        return None

    def close(self) -> None:
        """Stops the thread and ends the iteration of its reader.

        After 1 s a thread that still waits for its source, such as an idle pipe, is abandoned.
        """
        self._stopped.set()
        for _ in range(_JOIN_ATTEMPTS):
            self._drain()  # the thread may be blocked by a full queue
            self._thread.join(timeout=0.01)
            if not self._thread.is_alive():
                break
        self._drain()
        self._items.put(_End(None))

    def _work(self) -> None:
        if self._low_priority:
            lower_thread_priority()
        error: BaseException | None = None
        try:
            for item in self._source:
                if self._stopped.is_set():
                    break
                self._items.put(item)
        except BaseException as e:  # noqa: BLE001 - raised again where the items are read
            error = e
        self._items.put(_End(error))

    def _drain(self) -> None:
        while True:
            try:
                self._items.get_nowait()
            except queue.Empty:
                return
