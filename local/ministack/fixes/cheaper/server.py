"""uvicorn with httptools and uvloop serves the emulator, instead of Hypercorn.

Hypercorn parses HTTP in Python, which was a third of the emulator's processor time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import hypercorn.asyncio
import uvicorn
import uvloop

from ..guard import replaces, require


class _Server(uvicorn.Server):
    """Leaves signals to MiniStack, which ends at once; uvicorn waits for open requests."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@replaces(hypercorn.asyncio, "serve", "app config shutdown_trigger mode")
async def _serve(_original: Callable, app: Any, config: Any) -> None:
    (address,) = config.bind
    host, _, port = address.rpartition(":")
    await _Server(
        uvicorn.Config(
            app,
            host=host,
            port=int(port),
            http="httptools",
            loop="none",  # asyncio.run has made it
            ws="none",
            lifespan="on",
            # AWS sends no such header, and MiniStack adds the date itself.
            server_header=False,
            date_header=False,
            access_log=False,
            log_level="warning",
            timeout_keep_alive=int(config.keep_alive_timeout),
        )
    ).serve()


require(hasattr(uvicorn.Server, "capture_signals"), "uvicorn's signal handlers")
asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
