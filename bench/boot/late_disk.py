"""A disk like a new EBS volume: each read has a latency; reads can run concurrently.

Usage: late_disk.py FOLDER PLACE MILLISECONDS. Mounts FOLDER read-only at PLACE until standard input
ends. Prints a line once mounted, then one per read: time, in milliseconds since 1970, and bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time

from mfusepy import FUSE, Operations


class LateDisk(Operations):
    use_ns = True

    def __init__(self, source: str, seconds: float) -> None:
        self._source = source
        self._seconds = seconds

    def init(self, path: str) -> None:
        say("mounted")

    def getattr(self, path: str, fh: int | None = None) -> dict[str, int]:
        found = os.lstat(self._source + path)
        names = ("st_mode", "st_nlink", "st_uid", "st_gid", "st_size", "st_mtime_ns")
        return {name.removesuffix("_ns"): getattr(found, name) for name in names}

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", *os.listdir(self._source + path)]

    def readlink(self, path: str) -> str:
        return os.readlink(self._source + path)

    def open(self, path: str, flags: int) -> int:
        return os.open(self._source + path, os.O_RDONLY)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        say(f"{time.time() * 1000:.0f} {size}")
        time.sleep(self._seconds)
        return os.pread(fh, size, offset)

    def release(self, path: str, fh: int) -> None:
        os.close(fh)


def say(line: str) -> None:
    """Prints in one write, since several threads print."""
    os.write(1, f"{line}\n".encode())


def unmount_at_end_of_input(place: str) -> None:
    sys.stdin.read()
    tool = shutil.which("fusermount3") or shutil.which("fusermount")
    subprocess.run([tool, "-u", "-z", place] if tool else ["umount", "--lazy", place], check=True)


def main(source: str, place: str, milliseconds: str) -> None:
    threading.Thread(target=unmount_at_end_of_input, args=[place], daemon=True).start()
    # Keep pages across opens and cache lookups, as for a disk.
    options = {
        "kernel_cache": True,
        "max_background": 64,
        "attr_timeout": 600,
        "entry_timeout": 600,
    }
    FUSE(LateDisk(source, int(milliseconds) / 1000), place, foreground=True, ro=True, **options)


if __name__ == "__main__":
    main(*sys.argv[1:])
