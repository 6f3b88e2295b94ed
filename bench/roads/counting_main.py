"""Entry point of an engine that is counted: notes its start, then runs the engine's own.

counted-engine.ts puts it into a copy of the engine, whose own entry point is then `counted`.
"""

from __future__ import annotations

import runpy
from pathlib import Path


def main() -> None:
    notes = Path(Path(__file__).with_name("starts-file").read_text(encoding="utf-8"))
    with notes.open("a", encoding="utf-8") as file:
        file.write("start\n")
    runpy.run_module("fast_transcribe.counted", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
