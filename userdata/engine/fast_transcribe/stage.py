"""A generator that runs in a thread of its own, a bounded number of items ahead."""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_LOWEST_PRIORITY = 19
_PATIENCE = 100  # hundredths of a second: far longer than any stage works on one item


@dataclass(frozen=True)
class _End:
    """The last thing in the queue: the source is exhausted, or failed."""

    error: BaseException | None


class Stage(Generic[T]):
    """Starts at once. Whoever makes it closes it, whether or not it was read to the end."""

    def __init__(self, name: str, source: Iterable[T], depth: int) -> None:
        self._source = source
        self._items: queue.Queue[T | _End] = queue.Queue(depth)
        self._stopped = threading.Event()
        self.over = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        """The items in order; raises what the source raised."""
        while (item := self.poll(wait=True)) is not None:
            yield item

    def poll(self, wait: bool) -> T | None:
        """The next item; None if the stage is `over`, or if not waiting and none is ready."""
        if self.over:
            return None
        try:
            item = self._items.get(block=wait)
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
        _stand_back()
        error: BaseException | None = None
        try:
            for item in self._source:
                if self._stopped.is_set():
                    break
                self._items.put(item)
        except BaseException as e:  # it is raised again where the items are read
            error = e
        self._items.put(_End(error))

    def _empty(self) -> None:
        while True:
            try:
                self._items.get_nowait()
            except queue.Empty:
                return


def _stand_back() -> None:
    """This thread gets a core when nobody else wants it.

    What is ahead of the model has time; the model on its first window has none, for somebody waits
    to read it. Only Linux has a priority for each thread.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # forbidden in some sandbox: then it is slower, and no worse
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
