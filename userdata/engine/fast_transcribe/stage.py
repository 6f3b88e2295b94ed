"""A generator that runs in a thread of its own, a bounded number of items ahead."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from .priority import thread_stands_back

T = TypeVar("T")

_PATIENCE = 100  # hundredths of a second: far longer than any stage works on one item


@dataclass(frozen=True)
class _End:
    """The last thing in the queue: the source is exhausted, or failed."""

    error: BaseException | None


class Stage(Generic[T]):
    """Starts at once. Whoever makes it closes it, whether or not it was read to the end."""

    def __init__(
        self, name: str, source: Iterable[T], depth: int, low_priority: bool = False
    ) -> None:
        self._source = source
        self._stands_back = low_priority
        self._items: queue.Queue[T | _End] = queue.Queue(depth)
        self._stopped = threading.Event()
        self.over = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        """The items in order; raises what the source raised."""
        while (item := self.poll()) is not None:
            yield item

    def poll(self, timeout: float | None = None) -> T | None:
        """The next item; None if the stage is `over`, or if none is ready after `timeout` seconds."""
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
        """Ends the thread, and lets go whoever reads from it.

        One that still waits for its source, such as a pipe that nobody writes to, is left behind.
        """
        self._stopped.set()
        for _ in range(_PATIENCE):
            self._empty()  # the thread may be waiting for room
            self._thread.join(timeout=0.01)
            if not self._thread.is_alive():
                break
        self._empty()
        self._items.put(_End(None))

    def _work(self) -> None:
        if self._stands_back:
            thread_stands_back()
        error: BaseException | None = None
        try:
            for item in self._source:
                if self._stopped.is_set():
                    break
                self._items.put(item)
        except BaseException as e:  # noqa: BLE001 - raised again where the items are read
            error = e
        self._items.put(_End(error))

    def _empty(self) -> None:
        while True:
            try:
                self._items.get_nowait()
            except queue.Empty:
                return
