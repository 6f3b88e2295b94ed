"""Cold start of a stack: seconds, and bytes read from disk.

    PYTHONPATH=../../ami python cold_start.py --stack ours|faster-whisper|transformers --model DIR

Run with the stack's own interpreter, as the owner of its files (mincore hides page-cache state from
others). Starts the stack warm, for the seconds, then with all its files dropped from the page cache,
for the bytes. One JSON line:

    importSeconds, loadSeconds           warm
    coldImportSeconds, coldLoadSeconds   from this machine's disk
    readMB       returned by read(), model included, repeated reads counted again
    mappedMB     resident pages of mapped files, in the kernel's steps of 64 kB
    codeMB       read from disk: new pages in the page cache, read or mapped, with read-ahead, of
                 the interpreter's library, its site-packages and the engine; not of system
                 libraries (libc, CUDA): --also DIR adds them
    modelMB      the same for the model's files
    codeFiles    number of files in codeMB
    keptMB       pages that could not be dropped because another process maps them; missing in
                 codeMB if the stack needs them
    readAheadKB  of the disk. codeMB depends on it: Linux's default, and EC2's, is 128
    top          the largest of codeMB: [file, MB]

On a machine with another read-ahead, put interpreter and site-packages on a loop device with EC2's:
`echo 128 > /sys/block/loop0/queue/read_ahead_kb`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from cold_stacks import STACKS
from page_cache import Pages, drop_pages, read_ahead_kilobytes, resident_pages

HERE = Path(__file__).resolve().parent
ENGINE = HERE.parents[1] / "userdata" / "engine"
MB = 1e6  # bytes
TOP = 15  # files


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stack", choices=sorted(STACKS), required=True)
    parser.add_argument("--model", type=Path, required=True, help="of CTranslate2's form")
    parser.add_argument("--also", type=Path, action="append", default=[], metavar="DIR")
    options = parser.parse_args()
    print(json.dumps(measure(options.stack, options.model.resolve(), options.also)))


def measure(stack: str, model: Path, also: list[Path]) -> dict[str, Any]:
    """Starts the stack three times: to compile its bytecode, warm, and cold."""
    code = [Path(sys.prefix), Path(sysconfig.get_path("stdlib")), ENGINE, *also]
    start(stack, model)
    warm = start(stack, model)
    drop_pages([*code, model])
    before = resident_pages([*code, model])
    cold = start(stack, model)
    brought = +(resident_pages([*code, model]) - before)
    of_model = Pages({f: n for f, n in brought.items() if f.is_relative_to(model)})
    of_code = Pages(brought - of_model)
    return {
        "stack": stack,
        "importSeconds": warm["importSeconds"],
        "loadSeconds": warm["loadSeconds"],
        "coldImportSeconds": cold["importSeconds"],
        "coldLoadSeconds": cold["loadSeconds"],
        "readMB": warm["readBytes"] / MB,
        "mappedMB": warm["mappedBytes"] / MB,
        "codeMB": megabytes(of_code),
        "modelMB": megabytes(of_model),
        "codeFiles": len(of_code),
        "keptMB": megabytes(before),
        "readAheadKB": read_ahead_kilobytes(Path(sys.prefix)),
        "top": [[str(f), megabytes(Counter({f: n}))] for f, n in of_code.most_common(TOP)],
    }


def start(stack: str, model: Path) -> dict[str, float]:
    """Runs one process. Figures come through a file, since a stack may write to standard output."""
    with tempfile.NamedTemporaryFile() as figures:
        subprocess.run(
            [sys.executable, HERE / "cold_stacks.py", stack, model, figures.name],
            env={**os.environ, "PYTHONPATH": str(ENGINE)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return json.loads(figures.read())


def megabytes(pages: Pages) -> float:
    return pages.total() * os.sysconf("SC_PAGESIZE") / MB


if __name__ == "__main__":
    main()
