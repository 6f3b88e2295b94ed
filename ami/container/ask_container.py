"""Runs the container's program and asks it as SageMaker does: /ping, one recording, SIGTERM.

Prints what it answered as one line of JSON.

Usage: ask_container.py CONTAINERFILE SAMPLE, in a network namespace of its own
"""

from __future__ import annotations

import base64
import fcntl
import json
import re
import shlex
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

_URL = "http://127.0.0.1:8080"
_START_SECONDS = 300
_STOP_SECONDS = 30
_UP = 0x1  # IFF_UP
_SET_FLAGS = 0x8914  # SIOCSIFFLAGS


def main() -> None:
    recipe, sample = Path(sys.argv[1]).read_text(encoding="utf-8"), Path(sys.argv[2])
    raise_loopback()
    settings = settings_in(recipe)
    began = time.monotonic()
    program = subprocess.Popen([*entry_in(recipe), "serve"], env=settings, stdout=sys.stderr)
    try:
        statuses = until_healthy(program)
        seconds = time.monotonic() - began
        users = sorted({user_of(pid) for pid in engines()})
        answer = invoke(sample)
    finally:
        program.terminate()
    told = {"seconds": seconds, "before": statuses, "engineUsers": users, "answer": answer}
    print(json.dumps({**told, "exit": program.wait(_STOP_SECONDS)}))


def raise_loopback() -> None:
    """A new network namespace has the interface, but down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))


def entry_in(recipe: str) -> list[str]:
    """The words of ENTRYPOINT."""
    found = re.search(r"^ENTRYPOINT (\[.*\])$", recipe, re.MULTILINE)
    words: list[str] = json.loads(found[1] if found else "[]")
    return words


def settings_in(recipe: str) -> dict[str, str]:
    """The variables of ENV."""
    joined = recipe.replace("\\\n", " ")
    lines = re.findall(r"^ENV (.*)$", joined, re.MULTILINE)
    return dict(word.split("=", 1) for line in lines for word in shlex.split(line))


def until_healthy(program: subprocess.Popen[bytes]) -> list[int]:
    """Statuses of /ping before the first 200, each once; 0 while nothing listens."""
    before: list[int] = []
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and program.poll() is None:
        status = ping()
        if status == 200:
            return before
        if status not in before:
            before.append(status)
        time.sleep(0.1)
    raise SystemExit("The program of the container did not become healthy; its log is above.")


def ping() -> int:
    try:
        with urllib.request.urlopen(f"{_URL}/ping", timeout=2) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def engines() -> list[str]:
    """Process ids of the engine."""
    found = Path("/proc").glob("[0-9]*/cmdline")
    return [file.parent.name for file in found if b"fast_transcribe" in read(file)]


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""  # it has ended


def user_of(pid: str) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def invoke(sample: Path) -> Any:
    options = {"language": "sv", "words": False, "channels": "mix", "formats": ["json"]}
    attributes = base64.urlsafe_b64encode(json.dumps(options).encode()).decode().rstrip("=")
    headers = {
        "content-type": "audio/wav",
        "x-amzn-sagemaker-custom-attributes": attributes,
        "x-amzn-sagemaker-inference-id": "rehearsal",
    }
    request = urllib.request.Request(f"{_URL}/invocations", sample.read_bytes(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main()
