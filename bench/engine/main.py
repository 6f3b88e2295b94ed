"""Measures the engine: python main.py --faster-whisper PYTHON [--transformers PYTHON] [section…]

Runs in the engine's environment. Stores each section's figures in .bench/engine/results; the report
covers all stored sections. `npm run bench engine` does the set-up and calls this.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import against_faster_whisper
import against_transformers
import all_speech
import front_end
import memory
import starts
import words_on_off
from workplace import HERE, PROJECT, Workplace

Stored = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """`tell` formats the result of `measure` as Markdown."""

    title: str
    measure: Callable[[Workplace], Stored]
    tell: Callable[[Stored], str]


_FW = against_faster_whisper
SECTIONS = {
    "real": Section("faster-whisper, real micro model", _FW.measure_real, _FW.tell_real),
    "simulated": Section(
        "faster-whisper, simulated GPU", _FW.measure_simulated, _FW.tell_simulated
    ),
    "sweep": Section("other assumptions about the GPU", _FW.measure_sweep, _FW.tell_sweep),
    "memory": Section("memory and length", memory.measure, memory.tell),
    "front-end": Section("before the model", front_end.measure, front_end.tell),
    "words": Section("words on and off", words_on_off.measure, words_on_off.tell),
    "speech": Section("all speech", all_speech.measure, all_speech.tell),
    "transformers": Section(
        "transformers, KB-Whisper-small's shape",
        against_transformers.measure,
        against_transformers.tell,
    ),
    "start": Section("cold start", starts.measure, starts.tell),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--faster-whisper", type=Path, required=True, metavar="PYTHON")
    parser.add_argument("--transformers", type=Path, metavar="PYTHON")
    parser.add_argument("--espeak", type=Path, metavar="PYTHON")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=PROJECT / ".bench" / "engine")
    options = vars(parser.parse_args())
    names = options.pop("sections") or [*SECTIONS]
    place = Workplace(**options)
    if place.transformers is None and {"transformers", "start"} & set(names):
        parser.error("the sections transformers and start need --transformers")
    unknown = set(names) - set(SECTIONS)
    if unknown:
        parser.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    for name in names:
        _keep(place, name, SECTIONS[name].measure(place))
    if "simulated" in names:
        _plot(place)
    print(report(place))


def report(place: Workplace) -> str:
    """Markdown of all sections measured in this folder, on either device."""
    parts = []
    for name, section in SECTIONS.items():
        for device in ("cpu", "cuda"):
            stored = _result(replace(place, device=device), name)
            if stored.exists():
                figures = section.tell(json.loads(stored.read_text(encoding="utf-8")))
                parts.append(f"### {section.title} ({device})\n\n{figures}")
    if not _result(replace(place, device="cuda"), "real").exists():
        parts.append("On a real GPU: not measured; `--device cuda` does it.")
    return "\n\n".join(parts)


def _plot(place: Workplace) -> None:
    """Draws the plot in the environment that has matplotlib."""
    out = place.folder / "simulated-gpu.svg"
    plot = [place.faster_whisper, HERE / "plot.py", _result(place, "simulated"), out]
    subprocess.run(plot, check=True)


def _keep(place: Workplace, name: str, figures: Stored) -> None:
    place.results.mkdir(parents=True, exist_ok=True)
    _result(place, name).write_text(json.dumps(figures), encoding="utf-8")


def _result(place: Workplace, name: str) -> Path:
    return place.results / f"{name}-{place.device}.json"


if __name__ == "__main__":
    main()
