"""`systemd-notify [--ready] [NAME=value…]`, see sd_notify(3)."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    path = os.environ.get("NOTIFY_SOCKET")
    if path is None:
        print("systemd-notify: there is no NOTIFY_SOCKET", file=sys.stderr)
        return 1
    lines = ["READY=1" if word == "--ready" else word for word in arguments]
    # Relative name: the full path may exceed the limit of a socket name.
    os.chdir(Path(path).parent)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.sendto("\n".join(lines).encode(), Path(path).name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
