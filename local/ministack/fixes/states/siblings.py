"""Work that fails fast: the first failure ends all of it.

AWS: when one branch of a Parallel state or one iteration of an inline Map fails, the state fails and
the others are stopped; their task tokens become invalid. MiniStack waits for the slowest.
https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable

from . import scope
from .errors import Failure


class Siblings:
    """Pieces of work of one state, each on its own thread."""

    def __init__(self, works: list[Callable[[], object]], unknown_error: str) -> None:
        """`unknown_error` is the name of an error that is no failure of a state."""
        self.works = works
        self.unknown_error = unknown_error
        self.results: list[object] = [None] * len(works)
        self.failures: list[Failure] = []
        self.cut = threading.Event()
        self.ended = threading.Semaphore(0)

    def run(self, at_once: int) -> list[object]:
        """Results of all pieces, in order; `at_once` of them run at a time.

        Raises:
            Failure: the first one; the other pieces are stopped.
        """
        for index in range(min(at_once, len(self.works))):
            self._start(index)
        for following in range(at_once, at_once + len(self.works)):
            self.ended.acquire()
            if self.failures:
                self.cut.set()
                raise self.failures[0]
            if following < len(self.works):
                self._start(following)
        return self.results

    def _start(self, index: int) -> None:
        work = contextvars.copy_context()
        threading.Thread(target=work.run, args=(self._run_one, index), daemon=True).start()

    def _run_one(self, index: int) -> None:
        scope.cuts.set((*scope.cuts.get(), self.cut))
        try:
            self.results[index] = self.works[index]()
        except Failure as failure:
            self.failures.append(failure)
        except Exception as error:  # noqa: BLE001 - AWS reports any error under this name
            self.failures.append(Failure(self.unknown_error, str(error)))
        finally:
            self.ended.release()
