"""Word errors per file, over all speech that the project ships and unseen sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import unseen_speech
from audio_files import MP3, SPEECH, encoded, joined
from one_run import Request, Stack, run
from stacks import FASTER_WHISPER, OURS, faster_whisper, ours
from table import table
from word_errors import WordErrors, word_errors
from workplace import MICRO_WHISPER, Workplace


def measure(place: Workplace) -> Mapping[str, Any]:
    """File -> stack -> wrong, words."""
    model = place.micro_model()
    programs = [ours(model), faster_whisper(place, model)]
    stacks = [program.on(place.device).as_it_is() for program in programs]
    return {
        audio.name: {stack.name: asdict(_errors(stack, audio, said)) for stack in stacks}
        for audio, said in _speech(place)
    }


def tell(stored: Mapping[str, Any]) -> str:
    files = {
        name: {stack: WordErrors(**errors) for stack, errors in by_stack.items()}
        for name, by_stack in stored.items()
    }
    rows = [
        [name, str(e[OURS].words), str(e[OURS].wrong), str(e[FASTER_WHISPER].wrong)]
        for name, e in files.items()
    ]
    totals = {stack: _total(files, stack) for stack in (OURS, FASTER_WHISPER)}
    words = str(totals[OURS].words)
    rows.append(["all", words, *(f"{t.wrong} ({t.rate:.2f} %)" for t in totals.values())])
    worst = max(e[OURS].wrong - e[FASTER_WHISPER].wrong for e in files.values())
    head = ["file", "words", "wrong: ours", "theirs"]
    return f"{table(head, rows)}\n\nOn no file more than {max(worst, 0)} words worse than theirs."


def _speech(place: Workplace) -> Iterator[tuple[Path, str]]:
    """Yields each file and its text."""
    folder = MICRO_WHISPER / "audio"
    for listed in json.loads((folder / "refs.json").read_text(encoding="utf-8")):
        yield folder / listed["file"], listed["text"]
    for name in ("t10", "t60"):
        said = json.loads((SPEECH / f"{name}.json").read_text(encoding="utf-8"))
        yield encoded(name, MP3, place.audio), said["text"]
    if place.espeak is not None:
        unseen = unseen_speech.made(place.audio, place.espeak)
        said = json.loads(unseen.with_suffix(".json").read_text(encoding="utf-8"))
        yield joined([unseen], unseen.with_suffix(".mp3"), MP3), said["text"]


def _errors(stack: Stack, audio: Path, said: str) -> WordErrors:
    return word_errors(said, run(stack, Request(audio)).text)


def _total(files: Mapping[str, Mapping[str, WordErrors]], stack: str) -> WordErrors:
    of_stack = [errors[stack] for errors in files.values()]
    return WordErrors(sum(e.wrong for e in of_stack), sum(e.words for e in of_stack))
