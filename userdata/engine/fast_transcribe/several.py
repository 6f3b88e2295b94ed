"""Transcribes several audio files on one loaded model; each has its own exit status."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from .diagnostics import log
from .endings import INTERRUPTED
from .errors import EngineError


def transcribe_each(
    audio: Sequence[str], transcribe: Callable[[str], int], statuses: int | None
) -> int:
    """Returns the highest exit status.

    `transcribe`: returns one file's status. `statuses`: a file descriptor that gets each status as
    a line when the file ends, or None. After a crash or interrupt the remaining files are not
    begun: what a crash leaves in memory, or on a GPU, could spoil them. The number of lines in
    `statuses` shows which they are.
    """
    worst = 0
    for number, path in enumerate(audio, start=1):
        status = transcribe(path)
        worst = max(worst, status)
        if statuses is not None:
            os.write(statuses, b"%d\n" % status)
        left = audio[number:]
        if status in (EngineError.exit_status, INTERRUPTED) and left:
            if statuses is None:
                log("warn", "not begun", files=len(left), audio=", ".join(left))
            break
    return worst
