"""Prints what is on the system of a finished image, as one line of JSON. Usage: inspect_system.py HOME

{"kernel": VERSION, "modules": [{"name", "version", "kernel", "bytes"}], "packages": {NAME: VERSION},
"packageBytes": N, "diskBytes": N, "startBytes": N, "versions": as in manifest.json}

Sizes are in bytes: of all packages as Debian states them, of the whole disk, and of the files' ranges
that a start reads until it has transcribed (reading-list.txt). Debian only; run as root.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MODULES = "lib/modules/*/updates/spotscribe/*.ko*"


def main() -> None:
    home = Path(sys.argv[1])
    packages, package_bytes = installed()
    print(
        json.dumps(
            {
                "kernel": newest_kernel(),
                "modules": [described(file) for file in sorted(Path("/").glob(MODULES))],
                "packages": packages,
                "packageBytes": package_bytes,
                "diskBytes": disk_bytes(),
                "startBytes": start_bytes(home / "reading-list.txt"),
                "versions": json.loads((home / "manifest.json").read_text())["versions"],
            }
        )
    )


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def newest_kernel() -> str:
    return output_of(
        "bash", "-c", f"source {Path(__file__).parent}/image-kernel.sh; image_kernel /"
    )


def described(module: Path) -> dict[str, str | int]:
    def field(name: str) -> str:
        return output_of("modinfo", "--field", name, str(module))

    return {
        "name": field("name"),
        "version": field("version"),
        "kernel": field("vermagic").split()[0],
        "bytes": module.stat().st_size,
    }


def installed() -> tuple[dict[str, str], int]:
    """Versions by name, and the size of all packages in bytes."""
    lines = output_of(
        "dpkg-query",
        "--show",
        "--showformat=${db:Status-Status} ${Package} ${Version} ${Installed-Size}\n",
    )
    rows = [line.split(" ") for line in lines.splitlines()]
    present = [row[1:] for row in rows if row[0] == "installed"]
    sizes = (int(kibibytes or 0) for _, _, kibibytes in present)
    return {name: version for name, version, _ in present}, 1024 * sum(sizes)


def disk_bytes() -> int:
    # Without the task and its files.
    du = ("du", "--summarize", "--one-file-system", "--block-size=1", "--exclude=/var/tmp", "/")
    return int(output_of(*du).split()[0])


def start_bytes(reading_list: Path) -> int:
    lines = reading_list.read_text(encoding="utf-8").splitlines()
    return sum(int(line.split(" ", 2)[1]) for line in lines)


if __name__ == "__main__":
    main()
