"""The end of a run: its exit status, and the last resort for errors."""

from __future__ import annotations

import signal
from collections.abc import Callable

from .diagnostics import log
from .errors import EngineError
from .listener import Listener

INTERRUPTED = 128 + signal.SIGINT  # as a shell tells it


def exit_status(run: Callable[[], int | None], listener: Listener) -> int:
    """What the run returns, or that of its error, which the listener is told."""
    try:
        return run() or 0
    except EngineError as e:
        return _fail(e, listener)
    except BrokenPipeError:
        log("error", "nobody reads the events any more")
        return EngineError.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED  # who pressed the key knows why
    except Exception as e:  # noqa: BLE001 - whatever it is, the listener is told
        crash = EngineError(
            f"The engine crashed ({type(e).__name__}: {e}); the audio was not transcribed to its"
            " end; try again, on another machine if it happens twice."
        )
        crash.__cause__ = e
        return _fail(crash, listener)


def _fail(error: EngineError, listener: Listener) -> int:
    cause = error.__cause__ or error.__context__
    log("error", "failed", code=error.code, cause=None if cause is None else repr(cause))
    listener.error(error)
    return error.exit_status
