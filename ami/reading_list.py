"""Writes reading-list.txt of a machine image: the file ranges that a machine reads until it has
transcribed; prefetch.py reads them ahead. Measured: drops the image from the page cache, starts the
agent, transcribes some speech, and lists the pages that came back. Loading the model alone would not
do: decoding and the first batch run further code.

Usage: reading_list.py HOME SPEECH, run by the venv's own Python. Linux only; elsewhere the list is
empty.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from page_cache import drop_pages, files_below, resident_ranges

# In the order of use; files outside these folders (interpreter, CUDA) come before the model.
ORDER = ("bin", "agent", "venv", "engine")
LAST = "model"
# Read when a job asks for one of them (prefetch.py FOLDER), not at every boot.
OTHER_MODELS = "models"


def main() -> None:
    home, speech = (Path(argument) for argument in sys.argv[1:])
    lines = sorted(reading_list(home, speech), key=lambda line: rank(line)) if is_linux() else []
    (home / "reading-list.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def is_linux() -> bool:
    return sys.platform == "linux"


def reading_list(home: Path, speech: Path) -> Iterator[str]:
    """Yields lines `offset length path`: in bytes, path below home or absolute."""
    start_agent(home)
    mapped = transcribe(home, speech)
    places = [home, *standard_library(), *mapped]
    drop_pages(places)
    start_agent(home)
    transcribe(home, speech)
    for file in files_below(places):
        if file.is_relative_to(home / OTHER_MODELS):
            continue
        path = file.relative_to(home) if file.is_relative_to(home) else file
        for offset, length in resident_ranges(file):
            yield f"{offset} {length} {path}"


def rank(line: str) -> tuple[int, str, int]:
    offset, _, path = line.split(" ", 2)
    folder = path.split("/", 1)[0]
    place = ORDER.index(folder) if folder in ORDER else len(ORDER)
    return place + (folder == LAST), path, int(offset)


def standard_library() -> Iterator[Path]:
    """Files of the standard library, without site-packages, which the venv does not use."""
    for path in Path(sysconfig.get_path("stdlib")).iterdir():
        if path.name not in ("site-packages", "dist-packages"):
            yield path


def start_agent(home: Path) -> None:
    """Starts the agent, which exits without settings; by then it is loaded and compiled."""
    command = [home / "bin/node", home / "agent/agent.mjs"]
    subprocess.run(command, env={}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def transcribe(home: Path, speech: Path) -> set[Path]:
    """Transcribes as the agent does. Returns all files that the engine has mapped."""
    python, model = home / "venv/bin/python", home / "model"
    mapped: set[Path] = set()
    with subprocess.Popen(
        [python, "-m", "fast_transcribe", "--await-request", "--model", model],
        env={"PATH": os.defpath, "PYTHONPATH": str(home / "engine")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as engine:
        assert engine.stdin is not None and engine.stdout is not None
        # An engine that does not start is reported by the verifier, not here.
        with suppress(BrokenPipeError), engine.stdin:
            engine.stdin.write(json.dumps({"audio": str(speech.resolve())}).encode() + b"\n")
        for _event in engine.stdout:
            mapped |= mapped_files(engine.pid)
    return mapped


def mapped_files(process: int) -> set[Path]:
    maps = Path(f"/proc/{process}/maps").read_text(encoding="utf-8").splitlines()
    return set(only_files(line.split(maxsplit=5)[5:] for line in maps))


def only_files(names: Iterable[list[str]]) -> Iterator[Path]:
    """Mapped regular files, without heap, devices and deleted files."""
    for path in (Path(name) for [name] in filter(None, names)):
        if path.is_absolute() and path.is_file() and not path.is_relative_to("/dev"):
            yield path.resolve()


if __name__ == "__main__":
    main()
