"""The error for a decoder's process that ended before it had reported an end of its own."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

from ..errors import AudioUnreadable, EngineError
from .limits import Limits

_VMSTAT = Path("/proc/vmstat")
# Signals that a crash of the parser raises
_CRASHES = (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL)
_WHAT_TO_DO = "export its sound alone, without covers and tags, and send that."


def needs_memory(limits: Limits) -> AudioUnreadable:
    """FFmpeg reports a full memory and its highest number of streams by one error."""
    return AudioUnreadable(
        f"The file takes more than {limits.memory >> 20} MiB of memory to read, or has more than"
        f" 1000 streams; it was not transcribed to its end; {_WHAT_TO_DO}"
    )


class DecoderEnding:
    """Create it when the process starts."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._killed_before = _kills_for_memory()

    def error(self, limits: Limits, sound: float) -> EngineError:
        """Waits for the process to end. sound: seconds that it had given."""
        status = self._process.wait()
        if -status == signal.SIGXCPU:
            return _needs_time(limits, sound)
        if -status == signal.SIGKILL and _kills_for_memory() > self._killed_before:
            return AudioUnreadable(
                "The system's memory was full, and its kernel killed the decoder (SIGKILL); the file"
                f" was not transcribed to its end; {_WHAT_TO_DO}"
            )
        if -status in _CRASHES:
            return AudioUnreadable(
                f"The decoder crashed on this file ({signal.Signals(-status).name});"
                " it was not transcribed to its end; convert it to another format and send that."
            )
        return EngineError(
            f"The decoder ended with status {status}; the audio was not transcribed to its end;"
            " try again, on another machine if it happens twice."
        )


def _needs_time(limits: Limits, sound: float) -> AudioUnreadable:
    if sound == 0:
        return AudioUnreadable(
            f"The file takes more than {limits.seconds:.0f} s of processor time before its first"
            f" sound; it was not transcribed; {_WHAT_TO_DO}"
        )
    return AudioUnreadable(
        f"After {sound:.0f} s of sound the file takes too much processor time to decode"
        f" ({limits.seconds:.0f} s without more sound, or over {limits.pace} s for each second of it);"
        f" it was not transcribed to its end; {_WHAT_TO_DO}"
    )


def _kills_for_memory() -> int:
    """How many processes Linux has killed because memory was full, since it booted."""
    try:
        counters = _VMSTAT.read_text(encoding="ascii").splitlines()
    except OSError:  # another system
        return 0
    return sum(int(line.split()[1]) for line in counters if line.startswith("oom_kill "))
