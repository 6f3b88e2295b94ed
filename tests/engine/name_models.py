"""Models for names: the stand-in, and the same with other files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from engine_command import REPOSITORY
from fast_transcribe.names.model_files import seal

STAND_IN = REPOSITORY / "model" / "names" / "stand-in"
REVISION = "c0ffee" + "0" * 34


def with_config(folder: Path, **config: Any) -> Path:
    """A sealed copy of the stand-in with these fields of its config.json."""
    shutil.copytree(STAND_IN, folder)
    path = folder / "config.json"
    before = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**before, **config}), encoding="utf-8")
    seal(folder, "owner/names", REVISION)
    return folder


def with_labels(folder: Path, *labels: str) -> Path:
    return with_config(folder, id2label={str(n): label for n, label in enumerate(labels)})


def run_names(
    given: str | bytes, *options: str | Path, model: Path = STAND_IN, home: Path | None = None
) -> Any:
    """The command's process; `given` is its standard input. home: of all that programs may write."""
    places = {name: str(home) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME") if home is not None}
    return subprocess.run(
        [sys.executable, "-m", "fast_transcribe", "names", "--model", model, *options],
        input=given.encode() if isinstance(given, str) else given,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(REPOSITORY / "userdata" / "engine"),
            **places,
        },
        cwd=home,
        capture_output=True,
        check=False,
    )


def events(done: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def spans(segments: list[str], model: Path = STAND_IN) -> list[tuple[int, int, int]]:
    """Segment, first and last word of each name that the command finds."""
    done = run_names(json.dumps([text.split() for text in segments]), model=model)
    assert done.returncode == 0, done.stdout
    found = events(done)[-1]["spans"]
    return [(one["segment"], one["first"], one["last"]) for one in found]
