"""Measures the engine with real weights on real speech: main.py --normaliser PYTHON [section…]

Runs in the engine's environment. Stores each section's figures in .bench/speech/results; the report
covers all stored sections. `npm run bench speech` does the set-up and calls this.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

sys.path.append(
    str(Path(__file__).resolve().parents[1] / "engine")
)  # one_run, pairs, stacks, table

import flags
import memory_peak
import simulated
import speed
import times
import wer
from normaliser import Normaliser
from one_run import RunFailed
from packages import PackageMissing
from place import Place
from programs import BaselineMissing
from speech_sets import SETS
from systems import Engine, SystemFailed, engine_code
from weights import source_of, whisper_base
from workplace import PROJECT

FOLDER = PROJECT / ".bench" / "speech"


@dataclass(frozen=True)
class Section:
    """`tell` formats the result of `measure` as Markdown."""

    title: str
    measure: Callable[[Place], dict[str, Any]]
    tell: Callable[[dict[str, Any]], str]


SECTIONS = {
    "wer": Section("words wrong", wer.measure, wer.tell),
    "times": Section("word times", times.measure, times.tell),
    "flags": Section("flags and confidence", flags.measure, flags.tell),
    "speed": Section("speed", speed.measure, speed.tell),
    "memory": Section("memory", memory_peak.measure, memory_peak.tell),
    "simulated": Section("a simulated GPU, paid by the token", simulated.measure, simulated.tell),
}


def main() -> int:
    options = _options()
    name = "weights"
    try:
        place = _place(options)
        for name in options.sections or SECTIONS:
            _keep(place, name)
    except (PackageMissing, BaselineMissing, SystemFailed, RunFailed) as e:
        print(f"{name}: not measured, and nothing after it. {e}", file=sys.stderr)
        return 1
    finally:
        print(report(FOLDER / "results"))
    return 0


def _keep(place: Place, name: str) -> None:
    """Measures a section and stores its figures."""
    figures = {
        "date": date.today().isoformat(),
        "model": f"whisper-base of {source_of(place.model)}",
        "engines": {engine.name: engine.version() for engine in place.engines},
        "figures": SECTIONS[name].measure(place),
    }
    place.results.mkdir(parents=True, exist_ok=True)
    (place.results / f"{name}.json").write_text(json.dumps(figures), encoding="utf-8")


def report(results: Path) -> str:
    """Markdown of all measured sections."""
    parts = []
    for name, section in SECTIONS.items():
        path = results / f"{name}.json"
        if path.exists():
            stored = json.loads(path.read_text(encoding="utf-8"))
            engines = ", ".join(f"{name} {code}" for name, code in stored["engines"].items())
            when = f"{stored['date']}; {stored['model']}, int8; code of the engine: {engines}"
            parts.append(f"### {section.title}\n\n{when}\n\n{section.tell(stored['figures'])}")
    return "\n\n".join(parts)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run bench speech --")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--normaliser", type=Path, required=True, metavar="PYTHON")
    parser.add_argument("--faster-whisper", type=Path, metavar="PYTHON")
    parser.add_argument("--engine", type=Path, default=PROJECT, metavar="DIR", help="a checkout")
    parser.add_argument("--other-engine", type=Path, metavar="DIR", help="one more, compared too")
    parser.add_argument("--ours-only", action="store_true", help="of the others what is kept")
    parser.add_argument("--sets", default=",".join(SETS), metavar="LIST", help="of %(default)s")
    parser.add_argument("--pairs", type=int, default=3, metavar="N")
    parser.add_argument(
        "--seconds", type=float, metavar="N", help="time the first N seconds only: a quick look"
    )
    options = parser.parse_args()
    for kind, asked, known in (
        ("section", options.sections, SECTIONS),
        ("set", options.sets.split(","), SETS),
    ):
        unknown = [name for name in asked if name not in known]
        if unknown:
            parser.error(f"no {kind} {', '.join(unknown)}; there are {', '.join(known)}")
    return options


def _place(options: argparse.Namespace) -> Place:
    """Raises PackageMissing."""
    model = whisper_base(FOLDER, lambda line: print(line, file=sys.stderr))
    checkouts = {"ours": options.engine, "other engine": options.other_engine}
    engines = [
        Engine(name, engine_code(checkout.resolve()), model, FOLDER / "ours")
        for name, checkout in checkouts.items()
        if checkout is not None
    ]
    return Place(
        folder=FOLDER,
        model=model,
        engines=engines,
        faster_whisper=None if options.ours_only else options.faster_whisper,
        normaliser=Normaliser(options.normaliser),
        set_names=options.sets.split(","),
        pairs=options.pairs,
        seconds=options.seconds,
    )


if __name__ == "__main__":
    raise SystemExit(main())
