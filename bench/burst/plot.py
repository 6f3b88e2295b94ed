"""Launches of a burst over virtual time: python plot.py RESULTS.json OUT.svg

Top, per burst size: number of jobs with an instance; bottom: number of EC2 calls, on a logarithmic
scale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

# the first line is wide, so that the others stay visible on it
LINES = {
    "launch budget": ("#0b6e4f", 4.0),
    "SDK backoff alone": ("#8a8d91", 1.4),
    "SDK, then queued": ("#c46210", 1.4),
}
_WIDTH, _HEIGHT = 7.2, 4.4  # inches: width of a README


def main() -> None:
    bursts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "spotscribe", "svg.fonttype": "none"})
    figure, rows = plt.subplots(
        2, len(bursts), figsize=(_WIDTH, _HEIGHT), layout="constrained", sharex="col"
    )
    for burst, above, below in zip(bursts, *rows):
        _draw_burst(burst, above, below)
    rows[0][0].set_ylabel("instances launched")
    rows[1][0].set_ylabel("calls of EC2")
    rows[0][0].legend(frameon=False, loc="lower right")
    # no date, so that the same figures give the same file
    figure.savefig(sys.argv[2], metadata={"Date": None})


def _draw_burst(burst: dict[str, Any], above: Axes, below: Axes) -> None:
    jobs, per_second = burst["jobs"], burst["perSecond"]
    for name in LINES:
        _steps(above, burst["runs"][name]["launched"], name)
        _steps(below, burst["runs"][name]["calls"], name)
    end = jobs / per_second / 60
    above.plot([0, end], [0, jobs], color="black", linewidth=0.8, linestyle=":", label="possible")
    above.set_title(f"{jobs:,} jobs at once", loc="left", fontsize=9)
    above.set_ylim(bottom=0)
    below.set_xlabel("minutes (virtual time)")
    below.set_yscale("log")
    for axes in (above, below):
        axes.set_xlim(left=0)
        axes.spines[["top", "right"]].set_visible(False)


def _steps(axes: Axes, curve: Sequence[tuple[float, int]], name: str) -> None:
    minutes = [at / 60 for at, _ in curve]
    counts = [count for _, count in curve]
    colour, width = LINES[name]
    axes.step(minutes, counts, where="post", color=colour, label=name, linewidth=width)


if __name__ == "__main__":
    main()
