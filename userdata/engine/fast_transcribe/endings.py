"""The end of a run: its exit status, and the last resort for errors."""

from __future__ import annotations

import signal
from collections.abc import Callable

from .diagnostics import log
from .errors import EngineError
from .listener import EventSink

INTERRUPTED = 128 + signal.SIGINT  # as a shell tells it


def exit_status(run: Callable[[], int | None], sink: EventSink) -> int:
    """What the run returns, or that of its error, which the sink gets."""
    try:
        return run() or 0
    except EngineError as e:
        return _fail(e, sink)
    except BrokenPipeError:
        log("error", "nobody reads the events any more")
        return EngineError.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED  # who pressed the key knows why
    except Exception as e:  # noqa: BLE001 - whatever it is, the sink is told
        crash = EngineError(
            f"The engine crashed ({type(e).__name__}: {e}); the audio was not transcribed to its"
            " end; try again, on another machine if it happens twice."
        )
        crash.__cause__ = e
        return _fail(crash, sink)


def _fail(error: EngineError, sink: EventSink) -> int:
    cause = error.__cause__ or error.__context__
    log("error", "failed", code=error.code, cause=None if cause is None else repr(cause))
    sink.error(error)
    return error.exit_status
