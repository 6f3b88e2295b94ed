"""Plots one hour of speech on the simulated GPU over time: python plot.py RESULTS.json OUT.svg

Left: minutes transcribed; right: memory of the process. Median run of each program.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

SIDES = {"ours": ("spotscribe", "#0b6e4f"), "theirs": ("faster-whisper", "#8a8d91")}
_WIDTH, _HEIGHT = 7.2, 2.7  # inches: width of a README


def main() -> None:
    stored = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    runs = {side: _median_run(stored["alignment free"][side]) for side in SIDES}
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "spotscribe", "svg.fonttype": "none"})
    figure, (progress, memory) = plt.subplots(1, 2, figsize=(_WIDTH, _HEIGHT), layout="constrained")
    for side, run in runs.items():
        _line(progress, side, _transcribed(run))
        _line(memory, side, [(at, size / 1e6) for at, size in run["memory"]])
    _frame(progress, "minutes transcribed")
    _frame(memory, "memory, MB")
    progress.legend(frameon=False, loc="center", bbox_to_anchor=(0.58, 0.5))
    # no date, so that the same figures give the same file
    figure.savefig(sys.argv[2], metadata={"Date": None})


def _median_run(runs: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return sorted(runs, key=lambda run: float(run["seconds"]))[len(runs) // 2]


def _transcribed(run: Mapping[str, Any]) -> list[tuple[float, float]]:
    """(seconds, minutes of the file), from start to done."""
    arrivals = [(at, end / 60) for at, end in run["arrivals"]]
    return [(0.0, 0.0), *arrivals, (run["seconds"], arrivals[-1][1])]


def _line(axes: Axes, side: str, points: Sequence[tuple[float, float]]) -> None:
    name, colour = SIDES[side]
    axes.step(*zip(*points), where="post", color=colour, label=name, linewidth=1.8)


def _frame(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=9)
    axes.set_xlabel("seconds (simulated GPU)")
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    main()
