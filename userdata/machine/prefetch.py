"""Reads what a transcription needs from the disk into the page cache, many blocks in parallel.

Usage: prefetch.py [FOLDER], with the absolute path of a model, or of a language model's program with all that
it needs, which are not in the list

A volume made from a snapshot fetches each block from S3 when it is first read: slow for one, fast
for many at once (Amazon EBS User Guide, "Initialize Amazon EBS volumes"), while programs read one
piece after the other. This passes the list that ami/reading_list.py recorded to the kernel, in
order, or all files of FOLDER. Nothing waits for it: a later reader finds the block in the cache, or on its way.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
# Opening a file also waits for the disk: for its directory and inode.
THREADS = 16
# Bytes. The kernel ignores what exceeds the disk's read-ahead, 128 KiB by default.
PIECE = 128 * 1024


def main() -> None:
    lines = OneByOne(whole(Path(sys.argv[1])) if sys.argv[1:] else listed())
    threads = [threading.Thread(target=read_ahead, args=(lines,)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def listed() -> Iterator[str]:
    yield from (HOME / "reading-list.txt").read_text(encoding="utf-8").splitlines()


def whole(folder: Path) -> Iterator[str]:
    """The files of a folder before those of the folders in it."""
    for directory, _, names in os.walk(folder):
        for path in (Path(directory, name) for name in names):
            if path.is_file():
                yield f"0 {path.stat().st_size} {path}"


class OneByOne:
    """Hands out lines in order to several threads."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._turn = threading.Lock()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        with self._turn:
            return next(self._lines)


def read_ahead(lines: OneByOne) -> None:
    """lines: `offset length path`, in bytes; the path is absolute or relative to HOME."""
    for line in lines:
        offset, length, path = line.split(" ", 2)
        end = int(offset) + int(length)
        try:
            file = os.open(HOME / path, os.O_RDONLY)
        except OSError:
            continue  # a program that needs the file will report it
        for start in range(int(offset), end, PIECE):
            os.posix_fadvise(file, start, min(PIECE, end - start), os.POSIX_FADV_WILLNEED)
        os.close(file)


if __name__ == "__main__":
    main()
