"""Which pages of which files are in the kernel's page cache. Linux only."""

from __future__ import annotations

import ctypes
import mmap
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

Pages = Counter[Path]  # file -> pages of it

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mincore.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)


def drop_pages(places: Iterable[Path]) -> None:
    """Asks the kernel to forget these files and what is in these folders; what is mapped somewhere or dirty stays."""
    os.sync()  # dirty pages are not dropped
    for file in files_below(places):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def resident_pages(places: Iterable[Path]) -> Pages:
    """Files there that have any page in the cache. Raises OSError."""
    counted = ((file, sum(_residence(file))) for file in files_below(places))
    return Pages({file: pages for file, pages in counted if pages})


def resident_ranges(file: Path) -> Iterator[tuple[int, int]]:
    """Offset and length of what is in the cache, in bytes. Raises OSError."""
    offset = 0
    for is_resident, pages in groupby(_residence(file)):
        length = sum(1 for _ in pages) * mmap.PAGESIZE
        if is_resident:
            yield offset, length
        offset += length


def read_ahead_kilobytes(path: Path) -> int | None:
    """Of the disk that the path is on; None if it is on none (tmpfs, a network)."""
    device = path.stat().st_dev
    block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    for disk in (block, block / ".."):  # a partition's is its disk's
        setting = disk / "queue" / "read_ahead_kb"
        if setting.exists():
            return int(setting.read_text())
    return None


def files_below(places: Iterable[Path]) -> Iterator[Path]:
    """Each file once, of those given and those in the folders given; links are not followed."""
    seen = set()
    for place in places:
        names = [place] if place.is_file() else _walk(place)
        for file in names:
            if file not in seen and file.is_file() and not file.is_symlink():
                seen.add(file)
                yield file


def _walk(folder: Path) -> Iterator[Path]:
    for directory, _, names in os.walk(folder):
        yield from (Path(directory, name) for name in names)


def _residence(file: Path) -> bytes:
    """One byte a page, 1 if it is in the cache; mapping it for the question brings none in."""
    size = file.stat().st_size
    if size == 0:
        return b""
    with (
        file.open("rb") as opened,
        # private and writable, since ctypes takes the address of no other: nothing is written
        mmap.mmap(opened.fileno(), size, access=mmap.ACCESS_COPY) as mapped,
    ):
        flags = ctypes.create_string_buffer(-(-size // mmap.PAGESIZE))
        first = ctypes.c_char.from_buffer(mapped)
        failed = _LIBC.mincore(ctypes.addressof(first), size, flags)
        del first  # else the mapping could not be closed
        if failed:
            raise OSError(ctypes.get_errno(), "mincore", str(file))
        # mincore promises the lowest bit only; the buffer ends with a 0 of its own
        return bytes(flag & 1 for flag in flags[: -(-size // mmap.PAGESIZE)])
