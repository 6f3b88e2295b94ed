"""Without --speakers nothing more is imported, opened or read than the engine needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from engine_command import AUDIO, REPOSITORY
from marked_voices import STAND_IN

ENGINE = REPOSITORY / "userdata" / "engine"
# Runs the command, then prints the modules and the files that it has opened
WATCHED = """
import json, sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
import fast_transcribe.__main__
from fast_transcribe.cli import main
status = main(sys.argv[1:])
names = sorted({name for name in opened if not name.isdecimal()})
sys.stderr.write("\\n" + json.dumps([status, sorted(sys.modules), names]))
"""


def watched(*options: str | Path, model: Path) -> tuple[set[str], set[str]]:
    """Modules and files of a run. It reads all modules as source: others write bytecode meanwhile."""
    command = [sys.executable, "-c", WATCHED, AUDIO / "demo.wav", "--model", model, *options]
    done = subprocess.run(
        [str(part) for part in command],
        env={
            **os.environ,
            "PYTHONPATH": str(ENGINE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPYCACHEPREFIX": str(model / "no-bytecode"),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    status, modules, files = json.loads(done.stderr.splitlines()[-1])
    assert status == 0, done.stderr
    return set(modules), set(files)


def of_speakers(names: set[str]) -> list[str]:
    """Wherever the repository lies."""
    ours = [n.replace(str(REPOSITORY), "").replace("test_speakers", "") for n in names]
    return [n for n in ours if "onnx" in n or "speakers" in n]


@pytest.mark.parametrize("options", [(), ("--speakers", "off", "--speaker-models", STAND_IN)])
def test_nothing_of_it_is_imported_or_opened(
    options: tuple[str | Path, ...], model_dir: Path
) -> None:
    modules, files = watched(*options, model=model_dir)
    assert of_speakers(modules) == []
    assert of_speakers(files) == []
    assert (modules, files) == watched(model=model_dir)


def test_asked_for_it_shows(model_dir: Path) -> None:
    modules, files = watched("--speakers", "auto", "--speaker-models", STAND_IN, model=model_dir)
    assert {"onnxruntime", "fast_transcribe.speakers.networks"} <= modules
    assert str(STAND_IN / "campplus.onnx") in files
