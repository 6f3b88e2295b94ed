"""Queries and drops files' pages in the kernel's page cache. Linux only."""

from __future__ import annotations

import ctypes
import mmap
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

Pages = Counter[Path]  # file -> resident pages

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mincore.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)


def drop_pages(places: Iterable[Path]) -> None:
    """Drops these files, and those in these folders, from the page cache; mapped or dirty pages stay."""
    os.sync()  # dirty pages cannot be dropped
    for file in files_below(places):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def resident_pages(places: Iterable[Path]) -> Pages:
    """Files with at least one resident page, with their page counts. Raises OSError."""
    counted = ((file, sum(_residence(file))) for file in files_below(places))
    return Pages({file: pages for file, pages in counted if pages})


def resident_ranges(file: Path) -> Iterator[tuple[int, int]]:
    """Offset and length, in bytes, of each resident range. Raises OSError."""
    offset = 0
    for is_resident, pages in groupby(_residence(file)):
        length = sum(1 for _ in pages) * mmap.PAGESIZE
        if is_resident:
            yield offset, length
        offset += length


def read_ahead_kilobytes(path: Path) -> int | None:
    """read_ahead_kb of the path's disk; None without one (tmpfs, network)."""
    device = path.stat().st_dev
    block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    for disk in (block, block / ".."):  # a partition has its disk's setting
        setting = disk / "queue" / "read_ahead_kb"
        if setting.exists():
            return int(setting.read_text())
    return None


def files_below(places: Iterable[Path]) -> Iterator[Path]:
    """Yields each file once, from the given files and folders; does not follow links."""
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
    """One byte per page, 1 if resident (mincore). Mapping the file loads no page."""
    size = file.stat().st_size
    if size == 0:
        return b""
    with (
        file.open("rb") as opened,
        # copy-on-write, since ctypes needs a writable buffer; nothing is written
        mmap.mmap(opened.fileno(), size, access=mmap.ACCESS_COPY) as mapped,
    ):
        flags = ctypes.create_string_buffer(-(-size // mmap.PAGESIZE))
        first = ctypes.c_char.from_buffer(mapped)
        failed = _LIBC.mincore(ctypes.addressof(first), size, flags)
        del first  # an exported pointer would keep the mapping open
        if failed:
            raise OSError(ctypes.get_errno(), "mincore", str(file))
        # only the lowest bit is defined; ctypes appends a NUL to the buffer
        return bytes(flag & 1 for flag in flags.raw[: -(-size // mmap.PAGESIZE)])
