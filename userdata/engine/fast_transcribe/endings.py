"""Maps a run's result or error to its exit status."""

from __future__ import annotations

import signal
from collections.abc import Callable

from .diagnostics import log
from .display import Display
from .errors import EngineError
from .event_sink import EventSink

INTERRUPTED = 128 + signal.SIGINT  # a shell's status for SIGINT


def exit_status(run: Callable[[], int | None], sink: EventSink) -> int:
    """The run's return value, or its error's exit status; the error is also sent to the sink."""
    try:
        return run() or 0
    except EngineError as e:
        report(e, sink)
        return e.exit_status
    except BrokenPipeError:
        log("error", "nobody reads the events any more")
        return EngineError.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED  # deliberate, so no message
    except Exception as e:  # noqa: BLE001 - any other error becomes an event too
        crash = EngineError(
            f"The engine crashed ({type(e).__name__}: {e}); the audio was not transcribed to its"
            " end; try again, on another machine if it happens twice."
        )
        crash.__cause__ = e
        report(crash, sink)
        return crash.exit_status


def report(error: EngineError, sink: EventSink) -> None:
    """Sends the error to the sink, and its cause to the diagnostics.

    A display tells a person the error in a sentence, on the diagnostics' own terminal.
    """
    if not isinstance(sink, Display):
        cause = error.__cause__ or error.__context__
        log("error", "failed", code=error.code, cause=None if cause is None else repr(cause))
    sink.error(error)
