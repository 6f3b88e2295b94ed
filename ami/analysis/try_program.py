"""Starts the program of an analysis folder as an instance does, asks it one question, and ends it.

Usage: try_program.py HOME cpu|cuda [SECONDS]. Fails unless the answer keeps to the question's schema.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

IDS = ["s1", "s2"]
QUESTION = {
    "messages": [{"role": "user", "content": "Segment s1: hej. Vilket segment är en hälsning?"}],
    "temperature": 0,
    "max_tokens": 64,
    "response_format": {
        "type": "json_schema",
        "json_schema": {
            "name": "segment",
            "strict": True,
            "schema": {
                "type": "object",
                "properties": {"segment": {"enum": IDS}},
                "required": ["segment"],
                "additionalProperties": False,
            },
        },
    },
}


def command_of(home: Path, program: dict[str, Any], known: dict[str, str]) -> list[str]:
    known = {"home": str(home), "model": program["model"], **known}
    return [filled(part, known) for part in program["command"]]


def filled(part: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        part = part.replace(f"{{{name}}}", value)
    return part


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def call(url: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def wait_until_healthy(process: subprocess.Popen[bytes], base: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        try:
            call(f"{base}/health")
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("The program of the analysis does not answer; its lines above say why.")


def main() -> None:
    home, device = Path(sys.argv[1]).resolve(), sys.argv[2]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 300.0
    program = json.loads((home / "program.json").read_text(encoding="utf-8"))
    port = free_port()
    context = str(min(program["contextTokens"], 4096))
    known = {"port": str(port), "context": context, "device": device}
    environment = {"PATH": os.defpath, "HOME": os.devnull, **program["environment"]}
    process = subprocess.Popen(
        command_of(home, program, known), env=environment, cwd="/", stdout=sys.stderr.buffer
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_until_healthy(process, base, seconds)
        answer = call(f"{base}/v1/chat/completions", {"model": program["model"], **QUESTION})
        text = answer["choices"][0]["message"]["content"]
        if json.loads(text)["segment"] not in IDS:
            sys.exit(f"The program of the analysis answered, but not by the schema: {text}")
    finally:
        process.terminate()
        process.wait(30)
    print(f"{program['name']} {program['version']} answers with the model {program['model']}.")


if __name__ == "__main__":
    main()
