"""Measures word lists with real weights: main.py [section…]

`npm run bench vocabulary` calls this in the engine's environment. Figures stay in
.bench/vocabulary/results; the report covers all stored sections. The rules of word_list/places.py
were fitted on other recordings: the first 200 s of the prompts, and other names and sentences.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "speech"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "engine"))  # table

import prompted
import said
import unsaid
from degraded import fast, noisy
from heard import PROJECT, EngineFailed
from packages import PackageMissing
from prompts import excerpt
from recordings import Recording
from speech_sets import speech_set
from spoken_names import spoken_names
from weights import source_of, whisper_base

_SPEECH = PROJECT / ".bench" / "speech"
FOLDER = PROJECT / ".bench" / "vocabulary"
_SPAN = (600.0, 660.0)  # seconds of the prompts without pauses
_MEETINGS = (0.0, 60.0)
_NOISE = -1.5  # decibels that the noise is below the prompts
_NAMES_NOISE = (15.0, 6.0)


@dataclass(frozen=True)
class Section:
    """`measure` gives the figures of one recording after the other; `tell` formats them."""

    title: str
    measure: Callable[[Path], Iterator[dict[str, Any]]]
    tell: Callable[[Sequence[dict[str, Any]]], str]


def _prompts() -> list[Recording]:
    """A minute of one voice on the telephone: as they are, in noise, and twice as fast."""
    whole = speech_set("prompts", _SPEECH / "sets").recordings[1]
    part = excerpt(whole, _SPAN, FOLDER / "prompts.wav")
    part = Recording("prompts", part.audio, "en", part.sentences)
    return [part, noisy(part, _NOISE, FOLDER), fast(part, FOLDER)]


def _names() -> list[Recording]:
    clean = spoken_names(unsaid.names("said"), FOLDER)
    return [clean, *(noisy(clean, decibels, FOLDER) for decibels in _NAMES_NOISE)]


def _unsaid(model: Path) -> Iterator[dict[str, Any]]:
    sets = [speech_set(name, _SPEECH / "sets") for name in ("talk", "librivox", "swedish")]
    meetings = speech_set("meetings", _SPEECH / "sets").recordings[0]
    part = excerpt(meetings, _MEETINGS, FOLDER / "meetings.wav")
    real = [r for speech in sets for r in speech.recordings]
    others = [Recording("meetings", part.audio, "en", None), *real]
    return unsaid.measure(model, [*others, *_prompts()])


def _said(model: Path) -> Iterator[dict[str, Any]]:
    others = unsaid.names("swedish")[:100]
    whole = speech_set("prompts", _SPEECH / "sets").recordings[1]
    rare = said.rare_words(whole.said)
    spoken = unsaid.names("said")
    _, *prompts = _prompts()
    cases = [said.Case(recording, spoken, others) for recording in _names()]
    cases += [said.Case(recording, rare, others) for recording in reversed(prompts)]
    return said.measure(model, cases)


def _prompted(model: Path) -> Iterator[dict[str, Any]]:
    return prompted.measure(model, _prompts(), unsaid.names("swedish"))


SECTIONS = {
    "unsaid": Section("600 names, none of them said", _unsaid, unsaid.tell),
    "said": Section("words and names that are said, beside 100 that are not", _said, said.tell),
    "prompt": Section("the names as a prompt", _prompted, prompted.tell),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="npm run bench vocabulary --")
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], metavar="SECTION")
    asked = parser.parse_args().sections
    try:
        model = whisper_base(_SPEECH, lambda line: print(line, file=sys.stderr))
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in asked or SECTIONS:
            _keep(name, model)
    except (PackageMissing, EngineFailed) as e:
        print(f"Not measured: {e}", file=sys.stderr)
        return 1
    finally:
        print(report(FOLDER / "results"))
    return 0


def _keep(name: str, model: Path) -> None:
    """Measures a section and stores its figures, recording by recording."""
    results = FOLDER / "results"
    results.mkdir(exist_ok=True)
    figures: list[dict[str, Any]] = []
    for measured in SECTIONS[name].measure(model):
        figures.append(measured)
        stored = {
            "date": date.today().isoformat(),
            "model": f"whisper-base of {source_of(model)}",
            "figures": figures,
        }
        (results / f"{name}.json").write_text(json.dumps(stored), encoding="utf-8")


def report(results: Path) -> str:
    """Markdown of all measured sections."""
    parts = []
    for name, section in SECTIONS.items():
        path = results / f"{name}.json"
        if path.exists():
            stored = json.loads(path.read_text(encoding="utf-8"))
            told = section.tell(stored["figures"])
            parts.append(
                f"### {section.title}\n\n{stored['date']}; {stored['model']}, int8\n\n{told}"
            )
    return "\n\n".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
