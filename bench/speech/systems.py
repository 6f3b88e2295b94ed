"""The compared programs: the engine of a checkout, and faster-whisper.

Transcripts are cached by audio, and by the engine's code or faster-whisper's mode.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from recordings import Recording
from stacks import CORES
from transcripts import Transcript, transcript
from workplace import HERE as ENGINE_BENCH

COMPUTE_TYPE = "int8"


class System(Protocol):
    @property
    def name(self) -> str: ...

    def hear(self, recording: Recording) -> Transcript | None:
        """None if it may not run and nothing is cached. Raises SystemFailed."""


class SystemFailed(Exception):
    """Raised when a program fails; the message ends with its output."""


@dataclass(frozen=True)
class Engine:
    """The engine as run at a terminal; `code` is the folder of its package."""

    name: str
    code: Path
    model: Path
    kept: Path

    def hear(self, recording: Recording) -> Transcript:
        kept = self.kept / self.version() / f"{recording.name}-{recording.digest()}.jsonl"
        if not kept.exists():
            language = ("--language", recording.language)
            how = ("--device", "cpu", "--compute-type", COMPUTE_TYPE, "--words")
            what = ("--model", str(self.model), *language, *how)
            command = [sys.executable, "-m", "fast_transcribe", str(recording.audio), *what]
            _keep(kept, _run(self.name, command, {"PYTHONPATH": str(self.code)}))
        return transcript(kept.read_text(encoding="utf-8").splitlines())

    def version(self) -> str:
        """Digest of the engine's code."""
        package = self.code / "fast_transcribe"
        files = sorted(p for p in package.rglob("*") if p.suffix in (".py", ".npz"))
        digest = hashlib.blake2b(b"".join(p.read_bytes() for p in files), digest_size=4)
        return digest.hexdigest()


@dataclass(frozen=True)
class FasterWhisper:
    """`mode` batched or sequential; without `python` only cached transcripts."""

    mode: str
    python: Path | None
    model: Path
    kept: Path

    @property
    def name(self) -> str:
        return f"faster-whisper {self.mode}"

    def hear(self, recording: Recording) -> Transcript | None:
        kept = self.kept / f"{recording.name}-{recording.digest()}.{self.mode}.jsonl"
        if not kept.exists():
            if self.python is None:
                return None
            how = ("--model", str(self.model), "--compute-type", COMPUTE_TYPE)
            mode = ("--mode", self.mode, "--threads", str(CORES))
            program = str(ENGINE_BENCH / "faster_whisper_command.py")
            command = [str(self.python), program, *how, *mode]
            _keep(
                kept, _run(self.name, command, {"OPENBLAS_NUM_THREADS": "1"}, self._asks(recording))
            )
        return transcript(kept.read_text(encoding="utf-8").splitlines())

    def _asks(self, recording: Recording) -> str:
        """The request. Words change the output of sequential mode, so they are not requested there."""
        return json.dumps(
            {
                "audio": str(recording.audio),
                "language": recording.language,
                "words": self.mode == "batched",
            }
        )


def engine_code(checkout: Path) -> Path:
    """The package's folder, from a checkout or given directly."""
    below = checkout / "userdata" / "engine"
    return below if below.is_dir() else checkout


def _run(name: str, command: list[str], environment: dict[str, str], request: str = "") -> str:
    """Runs a command. Returns standard output. Raises SystemFailed."""
    done = subprocess.run(
        command,
        input=request,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemFailed(f"{name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def _keep(path: Path, events: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(events, encoding="utf-8")
    unfinished.rename(path)
