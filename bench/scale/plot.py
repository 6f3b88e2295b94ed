"""Waits, cost and limits over the load: python plot.py FIGURES.json FOLDER

waits-and-cost.svg: waits by road, with the defaults and sized for the load, and the cost of an hour of
audio. limits.svg: the share of each limit that a load asks for, by road.
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
from matplotlib.colors import LinearSegmentedColormap, LogNorm

_COLOURS = {"spot": "#8a8d91", "batch": "#c46210", "warm": "#0b6e4f", "sagemaker": "#3f5aa8"}
_LOADS = {10: "10", 100: "100", 1000: "1k", 10_000: "10k", 100_000: "100k", 1_000_000: "1M"}
_SECONDS = {1: "1 s", 10: "10 s", 60: "1 min", 600: "10 min", 3600: "1 h", 21_600: "6 h"}
_WIDTH = 7.2  # inches: width of a README
_ROW = 0.21
# white below a tenth of a limit, orange at the limit, dark red a hundred times beyond
_SHADES = LinearSegmentedColormap.from_list(
    "used", [(0, "#ffffff"), (0.25, "#fbe9d3"), (0.5, "#e8a04f"), (0.75, "#c04a1c"), (1, "#6d1408")]
)
_LEAST, _MOST = 0.01, 100.0


def main() -> None:
    figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[2])
    plt.rcParams.update({"font.size": 8.5, "svg.hashsalt": "spotscribe", "svg.fonttype": "none"})
    _save(_waits_and_cost(figures["roads"]), folder / "waits-and-cost.svg")
    _save(_limits(figures["limits"]), folder / "limits.svg")


def _save(figure: Any, file: Path) -> None:
    # no date, so that the same figures give the same file
    figure.savefig(file, metadata={"Date": None})


def _waits_and_cost(roads: Mapping[str, Any]) -> Any:
    figure, (default, sized, cost) = plt.subplots(
        1, 3, figsize=(_WIDTH, 2.9), layout="constrained", sharex=True
    )
    for name, road in roads.items():
        _waits(default, road["byDefault"], name)
        _waits(sized, road, name)
        cost.plot(road["loads"], road["usd"], color=_COLOURS[name], label=name, marker="o", ms=2.5)
    default.set_title("wait by default: p50, p99 dashed", loc="left", fontsize=8.5)
    sized.set_title("wait, sized for the load", loc="left", fontsize=8.5)
    cost.set_title("USD for an hour of audio, sized", loc="left", fontsize=8.5)
    for axes in (default, sized):
        axes.set_ylim(1, 60_000)
        axes.set_yticks(list(_SECONDS), list(_SECONDS.values()))
    cost.set_yticks([0.01, 0.03, 0.1, 0.3, 1, 3], ["0.01", "0.03", "0.1", "0.3", "1", "3"])
    cost.legend(frameon=False)
    for axes in (default, sized, cost):
        axes.set_xscale("log")
        axes.set_yscale("log")
        _ticks_of_loads(axes)
    for axes, ticks in ((default, _SECONDS), (sized, _SECONDS)):
        axes.set_yticks(list(ticks), list(ticks.values()))
    cost.set_yticks([0.01, 0.03, 0.1, 0.3, 1, 3], ["0.01", "0.03", "0.1", "0.3", "1", "3"])
    for axes in (default, sized, cost):
        axes.minorticks_off()
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel("jobs a day")
    return figure


def _waits(axes: Axes, road: Mapping[str, Any], name: str) -> None:
    colour = _COLOURS[name]
    axes.plot(road["loads"], road["p50"], color=colour, marker="o", ms=2.5)
    axes.plot(road["loads"], road["p99"], "--", color=colour, marker="o", ms=2.5, linewidth=1)


def _ticks_of_loads(axes: Axes) -> None:
    axes.set_xticks(list(_LOADS), list(_LOADS.values()))


def _limits(grids: Mapping[str, Any]) -> Any:
    heights = [len(grid["rows"]) for grid in grids.values()]
    figure, all_axes = plt.subplots(
        len(grids),
        1,
        figsize=(_WIDTH, 0.9 + _ROW * sum(heights)),
        layout="constrained",
        height_ratios=heights,
    )
    for axes, (road, grid) in zip(all_axes, grids.items()):
        _grid(axes, grid["loads"], grid["rows"])
        axes.set_title(f"{road}: share of a limit that a load asks for", loc="left", fontsize=9)
    return figure


def _grid(axes: Axes, loads: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> None:
    norm = LogNorm(_LEAST, _MOST, clip=True)
    used = [[max(_LEAST, share) for share in row["used"]] for row in rows]
    axes.imshow(used, cmap=_SHADES, norm=norm, aspect="auto")
    for y, row in enumerate(rows):
        for x, share in enumerate(row["used"]):
            light = share > 3
            style = {"color": "white" if light else "black", "fontsize": 7.5}
            weight = "bold" if share >= 1 else "normal"
            axes.text(x, y, _share(share), ha="center", va="center", fontweight=weight, **style)
    names = [f"{row['name']}{'' if row['by'] == 'us' else ' (AWS)'}" for row in rows]
    axes.set_yticks(range(len(rows)), names)
    axes.set_xticks(range(len(loads)), [_LOADS.get(load, str(load)) for load in loads])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _share(share: float) -> str:
    if share < 0.01:
        return ""
    if share < 1:
        return f"{100 * share:.0f} %"
    return f"{share:.1f} ×" if share < 10 else f"{share:,.0f} ×"


if __name__ == "__main__":
    main()
