"""Stub engine without a model. Its "audio" is a WAV that holds a JSON script:

    {"title": "ord 7", "windows": 5, "paceSeconds": 0.1, "ending": "done", "atWindow": 2}

Window n has the text "<title> n" and takes paceSeconds. Emits the engine's events, writes and reads a
checkpoint, and can be interrupted and resumed. `ending`: "done", or what happens at `atWindow` in every
attempt, after the earlier windows: "crash", "unreadable" (crashes the decoder) or "too-long" (no header
declares the length). `endSeconds`: time from the last window to the end. `untilFile`: path of a file; the
last window waits until it is there.
`outcome`: further fields of the last event, such as {"truncated": true, "tracks": […]}; with tracks, the
requested one is transcribed. `redact AUDIO --spans FILE --out FILE` writes the spans as the copy; `names` is the engine's
own (local/image-with.ts). What else a request may ask for is in asked.py. Takes one request, or many with --await-requests.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import __version__
from .asked import Voices, at_the_end

ENGINE = {"version": __version__, "device": "cpu", "computeType": "int8"}
HEADER = {"checkpoint": 1, "engine": __version__, "model": "stub", "language": "sv", "channels": 1}
WINDOW_SECONDS = 30
SAMPLES = 16_000  # a second
_OPTION_STATUS = 2
_ERRORS = {"unreadable": ("AudioUnreadable", 10), "too-long": ("AudioTooLong", 13)}
AUDIO_HEADER = 44  # bytes, of a WAV that has a note in place of sound


@dataclass(frozen=True)
class Script:
    """The JSON in the audio."""

    title: str
    windows: int
    paceSeconds: float
    ending: str = "done"
    atWindow: int = 0
    endSeconds: float = 0.0
    untilFile: str = ""
    outcome: dict[str, Any] = field(default_factory=dict)


class Checkpoint:
    """Windows of earlier runs; those of this run are appended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        whole = [s for s in _read(path).splitlines(keepends=True) if s.endswith("\n")]
        self.known: list[dict[str, Any]] = [json.loads(line) for line in whole[1:]]
        path.write_text("".join(whole) or _line(HEADER), encoding="utf-8")

    def add(self, record: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_line(record))
            file.flush()
            os.fsync(file.fileno())


class Refused(Exception):
    """The request's own error; carries the exit status."""


def main() -> int:
    """Returns the exit status. With --await-requests an error of one request is not the process's."""
    if sys.argv[1:2] == ["redact"]:
        return write_tones()
    if sys.argv[1:2] == ["names"]:
        from .names.command import main as find_names

        return find_names(sys.argv[2:])
    say("ready", engine=ENGINE, timings={"importSeconds": 0.0, "modelLoadSeconds": 0.0})
    many = "--await-requests" in sys.argv
    for line in iter(sys.stdin.readline, ""):
        try:
            transcribe(json.loads(line))
        except Refused as refused:
            if not many:
                return int(refused.args[0])
        if not many:
            break
    return 0


def write_tones() -> int:
    """`redact AUDIO --spans FILE --out FILE`: in place of sound, when its tones begin and end."""
    spans, out = (Path(sys.argv[sys.argv.index(name) + 1]) for name in ("--spans", "--out"))
    out.write_text(f"tones: {spans.read_text(encoding='utf-8')}", encoding="utf-8")
    return 0


def transcribe(request: dict[str, Any]) -> None:
    script = Script(**json.loads(Path(request["audio"]).read_bytes()[AUDIO_HEADER:]))
    resume = request.get("resume")
    checkpoint = Checkpoint(Path(resume)) if resume else None
    began = time.monotonic()
    script.outcome.update(heard(script.outcome.get("tracks", []), request.get("track", 0)))
    voices = Voices(Path(resume)) if resume and "speakers" in request else None
    segments = []
    for record in windows(script, checkpoint):
        tell(record, script)
        segments += record["segments"]
        if voices:
            voices.hear(record["window"])
    time.sleep(script.endSeconds)
    if request.get("waveform"):
        say(
            "waveform",
            perSecond=1,
            peaks=b64encode(bytes(script.windows * WINDOW_SECONDS)).decode(),
        )
    for event, fields in at_the_end(request, segments, voices.known if voices else []):
        say(event, **fields)
    finish(script, time.monotonic() - began)


def windows(script: Script, checkpoint: Checkpoint | None) -> Iterator[dict[str, Any]]:
    """Yields checkpointed windows at once, the others at the script's pace."""
    known = checkpoint.known if checkpoint else []
    yield from known
    for number in range(len(known), script.windows):
        if script.ending != "done" and number == script.atWindow:
            end_badly(script)
        time.sleep(script.paceSeconds)
        if script.untilFile and number == script.windows - 1:
            wait_for(Path(script.untilFile))
        record = window(number, script)
        if checkpoint:
            checkpoint.add(record)
        yield record


def wait_for(file: Path) -> None:
    while not file.exists():
        time.sleep(0.05)


def window(number: int, script: Script) -> dict[str, Any]:
    """One window's result, in the form of a line of the engine's checkpoint."""
    start, end = number * WINDOW_SECONDS, (number + 1) * WINDOW_SECONDS
    text = f"{script.title} {number}"
    segment = {"start": start, "end": end, "text": text, "confidence": 0.9, "flags": []}
    place = {"window": number, "channel": 0, "from": start * SAMPLES, "to": end * SAMPLES}
    return {**place, "language": ["sv", 1.0], "segments": [segment]}


def tell(record: dict[str, Any], script: Script) -> None:
    (segment,) = record["segments"]
    say("segment", id=record["window"], **segment)
    say("cue", start=segment["start"], end=segment["end"], lines=[segment["text"]])
    say("coverage", start=segment["start"], end=segment["end"], kind="text")
    end, total = segment["end"], script.windows * WINDOW_SECONDS
    say("progress", transcribedSeconds=end, durationSeconds=total, fraction=end / total)


def heard(tracks: list[dict[str, Any]], asked: int | str) -> dict[str, Any]:
    """The tracks fields of the last event. Refuses a missing track, as the engine does."""
    if not tracks:
        return {}
    if asked != "mix" and asked >= len(tracks):
        message = f"The file has no audio track {asked}; nothing was transcribed; ask for another."
        say("error", code="OptionInvalid", message=message)
        raise Refused(_OPTION_STATUS)
    return {"tracks": [{**t, "heard": asked in ("mix", t["index"])} for t in tracks]}


def end_badly(script: Script) -> None:
    if script.ending == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    code, status = _ERRORS[script.ending]
    message = f"The script says {script.ending}; it was not transcribed to its end; change it."
    say("error", code=code, message=message)
    raise Refused(status)


def finish(script: Script, seconds: float) -> None:
    done = {
        "language": "sv",
        "languageProbability": 1,
        "durationSeconds": script.windows * WINDOW_SECONDS,
        "confidence": 0.9 if script.windows else None,
        "segments": script.windows,
        "model": "stub",
        "engine": ENGINE,
        "timings": {"totalSeconds": seconds},
    }
    say("done", **{**done, **script.outcome})


def say(event: str, **fields: Any) -> None:
    print(json.dumps({"event": event, **fields}, ensure_ascii=False), flush=True)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
