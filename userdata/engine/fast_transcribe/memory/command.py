"""`fast_transcribe plan`: says whether Whisper and a language model fit a GPU's memory."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .beside import BesideInvalid, read_beside
from .card import total_memory
from .plan import MemoryPlan, Models, Wish, plan
from .whisper_sizes import ModelUnreadable, read_sizes

FITS, UNREADABLE, DOES_NOT_FIT = 0, 2, 3
BATCH_SIZE = 20  # the engine's on a GPU

_EPILOG = """\
Loads nothing. Whisper's figures are estimates from the shapes of its weights, not measured.

exit status:
  0  they fit, or the GPU's memory is not known
  2  the command line, the model or program.json cannot be read
  3  they do not fit; the sentence on standard error says what would
"""


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        beside = None if options.beside is None else read_beside(options.beside)
        sizes = read_sizes(options.model)
    except (BesideInvalid, ModelUnreadable) as e:
        print(e, file=sys.stderr)
        return UNREADABLE
    total = total_memory() if options.gpu_memory is None else options.gpu_memory
    found = plan(Models(sizes, beside), total, Wish(options.batch_size))
    print(json.dumps(found.as_json()) if options.json else table(found))
    if found.fits:
        return FITS
    print(refusal(found), file=sys.stderr)
    return DOES_NOT_FIT


def table(found: MemoryPlan) -> str:
    rows = [(row.what, row.bytes) for row in found.rows]
    rows.append(("needed", found.needed))
    if found.total is not None:
        rows.append(("of the GPU", found.total))
    width = max(len(what) for what, _ in rows)
    lines = [f"{what:<{width}}  {size:>15,}" for what, size in rows]
    if found.total is None:
        lines.append("The GPU's memory is not known: give --gpu-memory BYTES.")
    return "\n".join(lines)


def refusal(found: MemoryPlan) -> str:
    over = found.needed - (found.total or 0)
    return (
        f"They need {found.needed:,} bytes and the GPU has {found.total or 0:,}, so they do not run"
        f" beside each other: {over:,} bytes too many. Take a smaller model, a shorter context"
        " (contextTokens), a smaller batch or a larger GPU."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fast_transcribe plan",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--model", type=Path, required=True, metavar="DIR", help="a CTranslate2 Whisper directory"
    )
    parser.add_argument(
        "--beside",
        type=Path,
        metavar="PROGRAM.JSON",
        help="of the program that runs the language model; without it: Whisper alone",
    )
    parser.add_argument(
        "--gpu-memory", type=int, metavar="BYTES", help="default: the first GPU's of this machine"
    )
    parser.add_argument(
        "--batch-size",
        type=int,
        default=BATCH_SIZE,
        metavar="N",
        help=f"windows of 30 s at a time (default: {BATCH_SIZE})",
    )
    parser.add_argument("--json", action="store_true", help="the plan as JSON, for a program")
    return parser
