"""A simulated GPU that both sides pay by the token, with what the real weights wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import programs
from audio_files import MP3, joined
from one_run import Request
from pairs import Match, Pairs, compare
from place import Place
from recordings import digest
from stacks import Program, record
from table import table
from whisper_doubles import Pace
from workplace import HERE as ENGINE_BENCH

Stored = dict[str, Any]
# Seconds, the same for both: an assumption, a T4's order of magnitude for a small model. Encoding
# costs a batch and its windows; every token of a batch's longest text costs a step of the decoder.
BATCH, WINDOW, STEP = 0.05, 0.012, 0.006
# Alignment is one more pass of the decoder over a text that is known, all tokens at once: charged
# with more than it takes on a CPU, a tenth of encode + generate. faster-whisper does none of it.
ALIGN_SHARE = 0.15
_PACE = Pace(BATCH, WINDOW, ALIGN_SHARE, STEP)
WANTED = 2.0
_KEYS = ENGINE_BENCH / "recording.py"  # what windows and questions are known by


def measure(place: Place) -> Stored:
    """Both files of prompts as one mp3. Raises PackageMissing, BaselineMissing, RunFailed."""
    parts = [place.timed(name).audio for name in ("en_pause", "en_nopause")]
    name = "-".join(f"{part.stem}-{digest(part)}" for part in parts)
    mp3 = place.folder / "audio" / f"{name}.mp3"
    asked = Request(joined(parts, mp3, MP3), language="en")
    ours = programs.engine(place.engines[0])
    theirs = programs.faster_whisper(place, programs.BATCHED)
    match = Match(
        f"mp3, {BATCH} s a batch + {WINDOW} s a window + {STEP} s a step",
        ours.simulated(_recorded(place, ours, asked), _PACE),
        theirs.simulated(_recorded(place, theirs, asked), _PACE),
        asked,
    )
    return compare(match, place.pairs).as_json()


def tell(stored: Stored) -> str:
    pairs = Pairs.from_json(stored)
    figures = ("seconds", "first segment", "peak memory")
    head = ["theirs / ours", "pairs", *figures, "wanted: seconds"]
    row = [pairs.title, str(len(pairs.ours)), *(str(pairs.ratio(f)) for f in figures)]
    sides = {"ours": pairs.ours[0], "faster-whisper batched": pairs.theirs[0]}
    rows = [
        [
            name,
            f"{side.seconds:.1f}",
            f"{side.notes['busySeconds']:.1f}",
            str(len(side.notes["batches"])),
            str(sum(side.notes["batches"])),
            str(side.notes["steps"]),
        ]
        for name, side in sides.items()
    ]
    busy = ["first pair", "wall, s", "GPU busy, s", "batches", "windows", "decoding steps"]
    return f"{table(head, [[*row, f'{WANTED:.0f}']])}\n\n{table(busy, rows)}"


def _recorded(place: Place, program: Program, asked: Request) -> Path:
    """What the real weights answer, by the engine's code; recorded unless it is there."""
    code = [digest(asked.audio), digest(_KEYS)]
    if program.name == place.engines[0].name:
        code.append(place.engines[0].version())
    name = program.name.replace(" ", "-")
    file = place.folder / "recordings" / f"{name}-{'-'.join(code)}.tsv"
    if not file.exists():
        print(f"recording {program.name} …", file=sys.stderr)
        record(program, asked, file)
    return file
