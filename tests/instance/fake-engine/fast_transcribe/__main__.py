"""Plays the engine. The audio is a JSON list of steps, done in order; the same list in
`<model>/before.json`, if it is there, is done before the engine says that it is ready. What it is
asked for is left in `<model>/asked.json`.

Steps: {"say": <any event>}, {"print": "raw line"}, {"pause": seconds}, {"hang": true},
{"exit": status}, {"kill": signal number}. After the last step it exits with 0.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

READY = {
    "event": "ready",
    "engine": {"version": "0.1.0", "device": "cpu", "computeType": "int8"},
    "timings": {"importSeconds": 0.1, "modelLoadSeconds": 0.2},
}


def do(step: dict[str, Any]) -> None:
    if "say" in step:
        print(json.dumps(step["say"], ensure_ascii=False), flush=True)
    elif "print" in step:
        print(step["print"], flush=True)
    elif "pause" in step:
        time.sleep(step["pause"])
    elif "hang" in step:
        time.sleep(3600)
    elif "exit" in step:
        sys.exit(step["exit"])
    elif "kill" in step:
        os.kill(os.getpid(), step["kill"])


def main() -> None:
    model = Path(sys.argv[sys.argv.index("--model") + 1])
    before = model / "before.json"
    for step in json.loads(before.read_text()) if before.exists() else []:
        do(step)
    do({"say": READY})
    line = sys.stdin.readline()
    if not line:
        return
    (model / "asked.json").write_text(line)
    for step in json.loads(Path(json.loads(line)["audio"]).read_text()):
        do(step)


main()
