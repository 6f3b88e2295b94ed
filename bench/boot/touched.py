"""Drops the image's files from the page cache, or reports their resident bytes.

Usage: touched.py drop|tell HOME, with PYTHONPATH=ami, as the files' owner. Linux only.
`tell` prints JSON: bytes by folder of HOME, and of the interpreter's library.
"""

from __future__ import annotations

import json
import mmap
import sys
import sysconfig
from collections import Counter
from pathlib import Path

from page_cache import drop_pages, resident_pages


def main(command: str, home: Path) -> None:
    library = Path(sysconfig.get_path("stdlib"))
    if command == "drop":
        drop_pages([home, library])
    else:
        print(json.dumps(touched(home) | {"Python's library": size_of(resident_pages([library]))}))


def touched(home: Path) -> dict[str, int]:
    folders: Counter[str] = Counter()
    for file, pages in resident_pages([home]).items():
        folders[file.relative_to(home).parts[0]] += pages * mmap.PAGESIZE
    return dict(folders)


def size_of(pages: Counter[Path]) -> int:
    return pages.total() * mmap.PAGESIZE


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve())
