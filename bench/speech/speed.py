"""Wall time and first segment in interleaved pairs, cost of words, and a profile."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import programs
from one_run import Request, Run, run
from pairs import Match, Pairs, Ratio, compare
from place import Place
from stacks import Program
from table import table

Stored = dict[str, Any]
RECORDING = "en_nopause"
_TIMED = Path(__file__).with_name("with_timed_whisper.py")
_FIGURES = ("seconds", "first segment", "CPU seconds")
_CALLS = ("encode", "generate", "align", "detect_language")


def measure(place: Place) -> Stored:
    """Raises PackageMissing, RunFailed."""
    asked = place.timed(RECORDING)
    ours, *others = programs.on_cpu(place)
    compared = [
        compare(Match(p.name, ours.as_it_is(), p.as_it_is(), asked), place.pairs) for p in others
    ]
    return {
        "audio": asked.audio.name,
        "load": os.getloadavg(),
        "pairs": [pairs.as_json() for pairs in compared],
        "words": _words(ours, asked, place.pairs),
        "profiles": {p.name: _profile(p, asked) for p in [ours, *others]},
    }


def tell(stored: Stored) -> str:
    pairs = [Pairs.from_json(p) for p in stored["pairs"]]
    load = ", ".join(f"{load:.1f}" for load in stored["load"])
    return "\n\n".join(
        [
            f"{stored['audio']}; the computer's load at the end: {load}",
            _ratios(pairs),
            _words_on_off(stored["words"]),
            _profiles(stored["profiles"]),
        ]
    )


def _words(program: Program, asked: Request, count: int) -> list[float]:
    """Seconds with words / without, per pair."""
    requests = [asked, replace(asked, words=True)]
    ratios = []
    for i in range(count):
        print(f"words on and off: pair {i + 1} of {count} …", file=sys.stderr)
        stack = program.as_it_is()
        runs = [run(stack, r) for r in (requests if i % 2 == 0 else requests[::-1])]
        without, with_words = runs if i % 2 == 0 else runs[::-1]
        ratios.append(with_words.seconds / without.seconds)
    return ratios


def _profile(program: Program, asked: Request) -> Mapping[str, Any]:
    print(f"where the time goes: {program.name} …", file=sys.stderr)
    done = run(programs.watched(_TIMED, program).as_it_is(), asked)
    return {"seconds": done.seconds, **done.notes}


def _ratios(compared: Sequence[Pairs]) -> str:
    head = ["its / ours", "pairs", *_FIGURES, "s: ours", "its"]
    rows = []
    for pairs in compared:
        ratios = [str(pairs.ratio(figure)) for figure in _FIGURES]
        seconds = [_median_seconds(runs) for runs in (pairs.ours, pairs.theirs)]
        rows.append([pairs.title, str(len(pairs.ours)), *ratios, *seconds])
    return table(head, rows)


def _median_seconds(runs: Sequence[Run]) -> str:
    return f"{Ratio.of([r.seconds for r in runs]).median:.1f}"


def _words_on_off(ratios: Sequence[float]) -> str:
    told = Ratio.of(ratios)
    return table(["ours", "pairs", "seconds"], [["words / no words", str(told.count), str(told)]])


def _profiles(profiles: Mapping[str, Any]) -> str:
    """One run each: seconds inside CTranslate2, summed over the calling threads."""
    head = [
        *("one run each, s", "wall", *_CALLS, "model's share of the threads"),
        *("windows", "tokens", "decoding steps"),
    ]
    return table(head, [[name, *_profile_cells(told)] for name, told in profiles.items()])


def _profile_cells(told: Mapping[str, Any]) -> Iterator[str]:
    calls = told["calls"]
    yield f"{told['seconds']:.1f}"
    yield from (f"{calls.get(call, 0.0):.1f}" for call in _CALLS)
    yield f"{100 * sum(calls.values()) / (told['seconds'] * told['threads']):.0f} %"
    yield from (str(told[what]) for what in ("windows", "tokens", "steps"))
