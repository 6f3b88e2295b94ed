"""A thread that listens to a file's windows beside the model, in order, at the lowest priority.

Windows wait in a short queue. Where it is full the stages before it wait too, so that nothing is
left out; but only for so long in all (patience.py). After that the rest is not listened to.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Protocol

from ..audio.rate import RATE
from ..priority import lower_thread_priority
from .patience import Patience
from .voices import Voices
from .windows import WINDOW, HeardWindow

_DEPTH = 32  # windows, 20 MB
_AT_THE_END = 1.0  # seconds; a window takes a fifth of that


class Ear(Protocol):
    """Finds a window's voices."""

    def voices(self, window: HeardWindow) -> Voices: ...

    def close(self) -> None: ...


class Listening:
    """Starts its thread at once. Must be closed."""

    def __init__(
        self, open_ear: Callable[[], Ear], heard: Callable[[Voices], None], patience: Patience
    ) -> None:
        """open_ear, and heard with the voices of each window, are called in the thread."""
        self._open_ear = open_ear
        self._heard = heard
        self._patience = patience
        self._windows: queue.Queue[HeardWindow | None] = queue.Queue(_DEPTH)
        self._lock = threading.Lock()
        self._error: Exception | None = None
        self._put = 0  # windows
        self.listened = 0  # of them
        self._waited = 0.0  # seconds
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="speakers", daemon=True)
        self._thread.start()

    def put(self, window: HeardWindow) -> None:
        """Waits while the queue is full. Windows in order, from one thread."""
        self._put += 1
        if not self._stopped:
            self._wait_for(lambda left: self._windows.put(window, timeout=left))

    def finish(self) -> None:
        """Waits until all windows are heard, or for as long as it may; `heard` is not called later.

        Raises the error that has ended the thread.
        """
        if not self._stopped:
            self._wait_for(lambda left: self._windows.put(None, timeout=left))
            self._wait_for(lambda left: self._thread.join(timeout=left))
        with self._lock:
            self._stopped = True
            if self._error is not None:
                raise self._error

    @property
    def is_whole(self) -> bool:
        """Whether all windows were listened to."""
        return self.listened == self._put

    def close(self) -> None:
        """Ends the thread after the window that it is at."""
        with self._lock:
            self._stopped = True
        self._drain()
        self._windows.put(None)
        self._thread.join(timeout=_AT_THE_END)

    def _wait_for(self, step: Callable[[float], None]) -> None:
        """step: waits for at most so many seconds."""
        began = time.monotonic()
        left = self._patience.of(self._put * WINDOW / RATE) - self._waited
        try:
            step(max(left, 0.0))
        except queue.Full:
            self._stopped = True
        self._waited += time.monotonic() - began

    def _work(self) -> None:
        lower_thread_priority()
        try:
            ear = self._open_ear()
            try:
                while (window := self._windows.get()) is not None and not self._stopped:
                    self._listen(ear, window)
            finally:
                ear.close()
        except Exception as e:  # noqa: BLE001 - raised again by finish
            self._error = e
        self._stopped = True
        self._drain()

    def _listen(self, ear: Ear, window: HeardWindow) -> None:
        voices = ear.voices(window)
        with self._lock:
            if not self._stopped:
                self._heard(voices)
                self.listened += 1

    def _drain(self) -> None:
        while True:
            try:
                self._windows.get_nowait()
            except queue.Empty:
                return
