"""Reads ahead what a transcription needs of the disk, all of it at a time.

A volume made from a snapshot fetches a block from S3 when it is first read: slowly for each, but
many at once (Amazon EBS User Guide, "Initialize Amazon EBS volumes"). Programs ask for one piece
after the other. So the list of what they will ask for, which ami/reading_list.py has written, is
given to the kernel here in its order. Nobody waits for the pieces: who needs one finds it in the
page cache, or on its way.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
# To open a file is to wait for its folder and its inode, which are on the disk as well.
THREADS = 16
# Bytes. The kernel cuts off what is above the disk's own read-ahead, 128 KiB by default.
PIECE = 128 * 1024


def main() -> None:
    lines = OneByOne((HOME / "reading-list.txt").read_text(encoding="utf-8").splitlines())
    threads = [threading.Thread(target=read_ahead, args=(lines,)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class OneByOne:
    """Lines in their order, for several threads."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = iter(lines)
        self._turn = threading.Lock()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        with self._turn:
            return next(self._lines)


def read_ahead(lines: OneByOne) -> None:
    """A line is `offset length path`, in bytes, the path below HOME or absolute."""
    for line in lines:
        offset, length, path = line.split(" ", 2)
        end = int(offset) + int(length)
        try:
            file = os.open(HOME / path, os.O_RDONLY)
        except OSError:
            continue  # who needs it will say so
        for start in range(int(offset), end, PIECE):
            os.posix_fadvise(file, start, min(PIECE, end - start), os.POSIX_FADV_WILLNEED)
        os.close(file)


if __name__ == "__main__":
    main()
