"""Routes to a machine over the file length: python plot.py FIGURES.json OUT.svg

Top: cost of an hour of audio, and time until a file is done, as ranges. Bottom: where the workflow
changes its route, by the files before it and by the deadline.
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

_COLOURS = {
    "spot": "#8a8d91",
    "batch, 1 at once": "#c46210",
    "batch, 20 at once": "#e3a76b",
    "warm": "#0b6e4f",
    "batch": "#c46210",
}
_DEADLINES = ["#f0c79f", "#e3a76b", "#c46210", "#7a3c08"]
_TICKS = {10: "10 s", 60: "1 min", 600: "10 min", 3600: "1 h", 14_400: "4 h"}
_WIDTH, _HEIGHT = 7.2, 5.6  # inches: width of a README

Range = Mapping[str, float]


def main() -> None:
    figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    plt.rcParams.update({"font.size": 8.5, "svg.hashsalt": "spotscribe", "svg.fonttype": "none"})
    figure, axes = plt.subplots(2, 2, figsize=(_WIDTH, _HEIGHT), layout="constrained", sharex=True)
    lengths = figures["lengths"]
    _ranges(axes[0][0], lengths, figures["usd"])
    axes[0][0].set_title("USD for an hour of audio", loc="left", fontsize=9)
    axes[0][0].legend(frameon=False)
    _ranges(axes[0][1], lengths, figures["seconds"])
    axes[0][1].set_title("seconds until the file is done", loc="left", fontsize=9)
    _before(axes[1][0], lengths, figures["mostBefore"])
    _deadlines(axes[1][1], lengths, figures["deadlines"])
    for one in axes.flat:
        one.spines[["top", "right"]].set_visible(False)
        one.set_xlim(lengths[0], lengths[-1])
        one.set_xticks(list(_TICKS), list(_TICKS.values()))
        one.minorticks_off()
    for one in axes[1]:
        one.set_xlabel("length of the file")
    # no date, so that the same figures give the same file
    figure.savefig(sys.argv[2], metadata={"Date": None})


def _ranges(axes: Axes, lengths: Sequence[float], curves: Mapping[str, list[Range]]) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    for name, ranges in curves.items():
        low = [one["low"] for one in ranges]
        high = [one["high"] for one in ranges]
        axes.fill_between(lengths, low, high, color=_COLOURS[name], alpha=0.25, linewidth=0)
        middle = [(a + b) / 2 for a, b in zip(low, high)]
        # dashed: it lies on that of the warm server
        style = "--" if name == "batch, 20 at once" else "-"
        axes.plot(lengths, middle, style, color=_COLOURS[name], label=name)


def _before(axes: Axes, lengths: Sequence[float], curves: Mapping[str, list[float]]) -> None:
    axes.set_xscale("log")
    axes.set_yscale("symlog", linthresh=1)
    for name, most in curves.items():
        label = {"warm": "one warm server", "batch": "one running batch machine"}[name]
        axes.step(lengths, most, where="post", color=_COLOURS[name], label=label)
    axes.set_yticks([0, 1, 10, 100], ["0", "1", "10", "100"])
    axes.set_ylim(bottom=-0.5)
    axes.set_title("files before it, above which: spot", loc="left", fontsize=9)
    axes.legend(frameon=False)


def _deadlines(axes: Axes, lengths: Sequence[float], curves: Mapping[str, list[Any]]) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    for (name, least), colour in zip(curves.items(), _DEADLINES):
        axes.plot(lengths, [one / 60 for one in least], color=colour, label=name)
    axes.set_yticks([10, 20, 60, 120], ["10", "20", "60", "120"])
    axes.set_title("minutes to the deadline, above which: batch", loc="left", fontsize=9)
    axes.legend(frameon=False)


if __name__ == "__main__":
    main()
