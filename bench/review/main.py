"""Measures the review list with real weights on real speech: main.py --normaliser PYTHON [fit]

Runs in the engine's environment. `npm run bench review` does the set-up and calls this.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy, as in the engine's entry point
sys.path.append(str(Path(__file__).resolve().parents[1] / "speech"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "engine"))
sys.path.append(str(Path(__file__).resolve().parents[2] / "userdata" / "engine"))

import cost
import fit
import report
import spoken
from fast_transcribe.engine import load_engine
from fast_transcribe.review.review import ReviewRules
from fast_transcribe.whisper.model import ModelOptions
from heard import Hearings
from judging import Judge
from normaliser import Normaliser
from packages import PackageMissing
from weights import whisper_base
from workplace import PROJECT

SPEECH = PROJECT / ".bench" / "speech"
KEPT = PROJECT / ".bench" / "review"
# More is heard again than for a list: the fit needs examples
_FIT = ReviewRules(heard=1000, parts=25, words=1_000_000)


def main() -> int:
    options = _options()
    try:
        model = whisper_base(SPEECH, lambda line: print(line, file=sys.stderr))
        sets = SPEECH / "sets"
        engine = load_engine(ModelOptions(model, "cpu", "int8"), None)
        judge = Judge(Hearings(engine, KEPT / "heard"), Normaliser(options.normaliser))
        if options.what == "fit":
            speech = [(r, judge.checked(r, _FIT)) for r in spoken.for_fitting(sets)]
            fit.write(fit.fitted([checked for _, checked in speech]), PROJECT)
            print("The coefficients are written; run this again, without fit, to measure them.")
            return 0
        speech = [(r, judge.checked(r, ReviewRules())) for r in spoken.for_publishing(sets)]
        print(report.found(speech), report.calibration(speech), sep="\n\n")
        if options.what == "all":
            print(cost.measured(next(r for r, _ in speech), model, options.pairs))
    except PackageMissing as e:
        print(f"Not measured. {e}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run bench review --")
    parser.add_argument(
        "what",
        nargs="?",
        default="all",
        choices=("all", "found", "fit"),
        help="all (default); found: without the time that it takes; fit: new coefficients",
    )
    parser.add_argument("--normaliser", type=Path, required=True, metavar="PYTHON")
    parser.add_argument("--pairs", type=int, default=3, metavar="N", help="of runs for the time")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
