"""Who works when in a job with analyses: python plot.py FIGURES.json OUT.svg"""

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
    "boot": "#8a8d91",
    "load": "#e3a76b",
    "transcribe": "#c46210",
    "chapters": "#0b6e4f",
    "reduce": "#6fae97",
}
_NAMES = {
    "boot": "boot",
    "load": "loads its model",
    "transcribe": "transcribes",
    "chapters": "reads a chapter",
    "reduce": "joins the claims",
}
_WIDTH, _LANE_HEIGHT = 7.2, 0.8  # inches: width of a README
_BAR = 0.34
_LABEL_STEP = 0.17
_LABELS_SIDE_BY_SIDE = 0.2  # of the width: nearer ones are below each other


def main() -> None:
    figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    plt.rcParams.update({"font.size": 8.5, "svg.hashsalt": "spotscribe", "svg.fonttype": "none"})
    height = _LANE_HEIGHT * len(figures["lanes"]) + 0.9
    figure, axes = plt.subplots(figsize=(_WIDTH, height), layout="constrained")
    rows = {lane: -nth for nth, lane in enumerate(figures["lanes"])}
    _bars(axes, figures["bars"], rows)
    for lane, row in rows.items():
        marks = [one for one in figures["marks"] if one["lane"] == lane]
        _marks(axes, marks, row, figures["seconds"])
    axes.set_yticks(list(rows.values()), list(rows))
    axes.set_ylim(-len(rows) + 0.2, 0.4)
    axes.set_xlim(0, figures["seconds"] * 1.18)
    axes.set_xlabel("seconds since the job was created")
    axes.set_title(figures["title"], loc="left", fontsize=9)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    figure.legend(loc="outside lower center", ncols=len(_COLOURS), frameon=False, fontsize=8)
    # no date, so that the same figures give the same file
    figure.savefig(sys.argv[2], metadata={"Date": None})


def _bars(axes: Axes, bars: Sequence[Mapping[str, Any]], rows: Mapping[str, int]) -> None:
    named: set[str] = set()
    for bar in bars:
        kind = bar["kind"]
        axes.barh(
            rows[bar["lane"]],
            bar["to"] - bar["from"],
            height=_BAR,
            left=bar["from"],
            color=_COLOURS[kind],
            edgecolor="white",
            linewidth=0.6,
            label=None if kind in named else _NAMES[kind],
        )
        named.add(kind)


def _marks(axes: Axes, marks: Sequence[Mapping[str, Any]], row: int, seconds: float) -> None:
    level, last = 0, float("-inf")
    for mark in marks:
        at = mark["at"]
        level = level + 1 if at - last < _LABELS_SIDE_BY_SIDE * seconds else 0
        last = at
        axes.plot([at, at], [row - _BAR / 2, row + _BAR / 2], color="black", linewidth=1)
        below = row - _BAR / 2 - 0.11 - level * _LABEL_STEP
        text = f"{mark['label']} {at:.1f} s"
        axes.text(at, below, text, fontsize=7, va="center", ha="left")


if __name__ == "__main__":
    main()
