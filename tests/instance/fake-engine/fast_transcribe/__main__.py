"""Plays the engine, for one request or, with --await-requests, for one after the other. The audio is
a JSON list of steps, done in order; the same list in `<model>/before.json`, if it is there, is done
before the engine says that it is ready. What it is asked for is left in `<model>/asked.json`, and the
voices that it goes on with in `<model>/voices.jsonl`.

Steps: {"say": <any event>}, {"print": "raw line"}, {"complain": "line of standard error"},
{"pause": seconds}, {"until": file that is to be there} (meanwhile its last progress is said again), {"device": "cuda"} (of what is ready later), {"hang": true}, {"exit": status}, {"kill": signal number}; {"window": number} keeps that window in the checkpoint
unless it is there, {"voice": number} likewise in the file of voices beside it; {"once": step} is done by the first engine of a machine alone. After the last
step of the last request it exits with 0. It refuses the checkpoint of another engine, as the real
one does.

`stretches - --every S --overlap S` writes the WAV files of a recording, each of a level of its own, of as many
seconds as a step {"sound": seconds} says, or those of {"say": done}; {"deaf": status} ends it with that status instead,
after the first file.

`names --model FOLDER` does the steps of `FOLDER/steps.json`, after it has kept its standard input in
`FOLDER/asked.json`.
"""

from __future__ import annotations

import json
import os
import sys
import time
import wave
from io import BytesIO
from pathlib import Path
from typing import Any

ENGINE = {"version": "0.1.0", "device": "cpu", "computeType": "int8"}
READY = {
    "event": "ready",
    "engine": ENGINE,
    "timings": {"importSeconds": 0.1, "modelLoadSeconds": 0.2},
}


HEADER = {"checkpoint": 1, "engine": "0.1.0", "model": "fake", "language": "sv", "channels": 1}
MODEL = Path(sys.argv[sys.argv.index("--model") + 1]) if "--model" in sys.argv else Path()
CHECKPOINT = Path()
PROGRESS: dict[str, Any] = {}  # the last that was said of this request
SAMPLES = 32_000  # of a window: two seconds


def do(step: dict[str, Any]) -> None:
    if "once" in step:
        if not (MODEL / "engines-before").exists():
            (MODEL / "once").touch()
            do(step["once"])
    elif "window" in step:
        keep(step["window"])
    elif "voice" in step:
        keep_voice(step["voice"])
    elif "say" in step:
        say(step["say"])
    elif "print" in step:
        print(step["print"], flush=True)
    elif "complain" in step:
        print(step["complain"], file=sys.stderr, flush=True)
    elif "pause" in step:
        time.sleep(step["pause"])
    elif "until" in step:
        wait_for(Path(step["until"]))
    elif "device" in step:
        ENGINE["device"] = step["device"]
    elif "hang" in step:
        time.sleep(3600)
    elif "exit" in step:
        sys.exit(step["exit"])
    elif "kill" in step:
        os.kill(os.getpid(), step["kill"])


def say(event: dict[str, Any]) -> None:
    if event.get("event") == "progress":
        PROGRESS.update(event)
    print(json.dumps(event, ensure_ascii=False), flush=True)


def wait_for(file: Path) -> None:
    """An engine that says nothing for minutes, which are seconds of a pool's clock, is given up."""
    said = time.monotonic()
    while not file.exists():
        time.sleep(0.01)
        if PROGRESS and time.monotonic() > said + 1:
            say(PROGRESS)
            said = time.monotonic()


def keep(number: int) -> None:
    lines = CHECKPOINT.read_text().splitlines()
    if len(lines) > number + 1:
        return
    window = {
        "window": number,
        "channel": 0,
        "from": number * SAMPLES,
        "to": (number + 1) * SAMPLES,
    }
    with CHECKPOINT.open("a") as file:
        for line in [window] if lines else [HEADER, window]:
            file.write(json.dumps(line) + "\n")


def keep_voice(number: int) -> None:
    file = Path(f"{CHECKPOINT}.speakers")
    lines = file.read_text().splitlines() if file.exists() else []
    if len(lines) > number + 1:
        return
    heard = {"window": number, "sound": [number, -20.0], "voices": []}
    with file.open("a") as writer:
        for line in [heard] if lines else [{"speakers": 1, "engine": "0.1.0"}, heard]:
            writer.write(json.dumps(line) + "\n")


def refuse_others() -> None:
    with CHECKPOINT.open() as file:
        header = file.readline()
    if header and json.loads(header) != HEADER:
        do({"say": {"event": "error", "code": "EngineCrashed", "message": "Another engine's."}})
        sys.exit(2)


def stretches() -> None:
    steps = json.load(sys.stdin)
    every, overlap = (float(sys.argv[sys.argv.index(f"--{of}") + 1]) for of in ("every", "overlap"))
    said = [
        step["say"]["durationSeconds"] for step in steps if "durationSeconds" in step.get("say", {})
    ]
    left = next((step["sound"] for step in steps if "sound" in step), (said or [0])[-1])
    nth = 0
    while left > 0:
        nth += 1
        sys.stdout.buffer.write(wav(min(left, every + overlap), nth))
        sys.stdout.buffer.flush()
        for step in steps:
            if "deaf" in step:
                sys.exit(step["deaf"])
        left = 0 if left <= every + overlap else left - every


def names() -> None:
    (MODEL / "asked.json").write_bytes(sys.stdin.buffer.read())
    for step in json.loads((MODEL / "steps.json").read_text()):
        do(step)


def wav(seconds: float, level: int) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(16_000)
        writer.writeframes(bytes([level, 0]) * round(16_000 * seconds))
    return file.getvalue()


def main() -> None:
    if sys.argv[1] == "stretches":
        stretches()
        return
    if sys.argv[1] == "names":
        names()
        return
    if (MODEL / "once").exists():
        (MODEL / "engines-before").touch()
    before = MODEL / "before.json"
    for step in json.loads(before.read_text()) if before.exists() else []:
        do(step)
    do({"say": READY})
    if "--await-requests" in sys.argv:
        for line in sys.stdin:
            answer(line)
    elif line := sys.stdin.readline():
        answer(line)


def answer(line: str) -> None:
    global CHECKPOINT
    (MODEL / "asked.json").write_text(line)
    CHECKPOINT = Path(json.loads(line)["resume"])
    refuse_others()
    nothing = {"transcribedSeconds": 0, "durationSeconds": 100, "fraction": 0}
    PROGRESS.update({"event": "progress", **nothing})
    if (voices := Path(f"{CHECKPOINT}.speakers")).exists():
        (MODEL / "voices.jsonl").write_text(voices.read_text())
    for step in json.loads(Path(json.loads(line)["audio"]).read_text()):
        do(step)


main()
