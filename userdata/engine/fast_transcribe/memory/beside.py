"""The program that runs a language model beside the engine, as its program.json describes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


class BesideInvalid(Exception):
    """program.json cannot be read, or is of another form (core/analysis/program.ts)."""


@dataclass(frozen=True)
class Beside:
    """Bytes on the GPU. `context_tokens`: of the longest question with its answer."""

    model: str
    context_tokens: int
    weights_bytes: int
    cache_bytes_per_token: int
    workspace_bytes: int

    @property
    def context_bytes(self) -> int:
        return self.context_tokens * self.cache_bytes_per_token


def read_beside(path: Path) -> Beside:
    """Raises BesideInvalid."""
    try:
        program = json.loads(path.read_text(encoding="utf-8"))
        memory = program["memory"]
        return Beside(
            model=str(program["model"]),
            context_tokens=int(program["contextTokens"]),
            weights_bytes=int(memory["weightsBytes"]),
            cache_bytes_per_token=int(memory["cacheBytesPerToken"]),
            workspace_bytes=int(memory["workspaceBytes"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise BesideInvalid(f"{path} does not describe a program: {e!r}") from e
