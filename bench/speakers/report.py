"""The stored figures as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Stored = Mapping[str, Any]

HEAD = (
    *("conversation", "minutes", "speakers", "found", "count said to be uncertain"),
    *("DER %, collar 0.25 s", "miss", "false alarm", "confusion"),
    *("DER %, no collar", "DER %, count given", "first rules: DER %", "found"),
)
_KINDS = ("miss", "false_alarm", "confusion")
_GROUPS: Mapping[str, Callable[[Stored], bool]] = {
    "clean": lambda one: one["name"].endswith(", clean"),
    "phone": lambda one: one["name"].endswith(", phone"),
    "noise": lambda one: one["name"].endswith(", noise"),
    "phone and noise": lambda one: one["name"].endswith(", phone+noise"),
    "one voice": lambda one: _is_built(one) and one["speakers"] == 1,
    "two voices": lambda one: _is_built(one) and one["speakers"] == 2,
    "two voices, phone": lambda one: one["name"].endswith(", phone") and one["speakers"] == 2,
    "more voices": lambda one: _is_built(one) and one["speakers"] > 2,
    "meetings": lambda one: not _is_built(one),
}


def of(stored: Mapping[str, Any]) -> str:
    parts = []
    for name in ("held-out", "seen", "known"):
        if name in stored:
            parts += [f"## {name}", table(stored[name]), uncertain(stored[name]), cpu(stored[name])]
    if memory := stored.get("memory"):
        more = (memory["peak"] - memory["loaded"]) / 1e6
        parts.append(
            f"Memory: {memory['loaded'] / 1e6:.0f} MB with the networks loaded, at most {more:.0f} MB"
            f" more over {memory['minutes']} minutes."
        )
    return "\n\n".join(parts)


def table(measured: Sequence[Stored]) -> str:
    rows = [cells(one) for one in measured]
    for name, belongs in _GROUPS.items():
        if ones := [one for one in measured if belongs(one)]:
            rows.append(_together(name, ones))
    rows.append(_together("**all**", measured))
    lines = [HEAD, ["---", *["---:"] * (len(HEAD) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def line(one: Stored) -> str:
    return ", ".join(cells(one))


def cells(one: Stored) -> list[str]:
    return [
        one["name"],
        f"{one['seconds'] / 60:.1f}",
        str(one["speakers"]),
        str(one["found"]),
        "yes" if one["uncertain"] else "",
        *_rates([one]),
        str(one["first_found"]),
    ]


def uncertain(measured: Sequence[Stored]) -> str:
    """How much the flag says."""
    right = [one["uncertain"] for one in measured if _is_right(one)]
    wrong = [one["uncertain"] for one in measured if not _is_right(one)]
    return (
        f"The count is said to be uncertain in {sum(wrong)} of {len(wrong)} where it is wrong, and in"
        f" {sum(right)} of {len(right)} where it is right."
    )


def cpu(measured: Sequence[Stored]) -> str:
    """Seconds for an hour of audio."""
    hours = sum(one["seconds"] for one in measured) / 3600
    spent = {
        what: sum(one["cpu"][what] for one in measured) / hours
        for what in ("networks", "rules", "engine")
    }
    return (
        f"CPU seconds for an hour of audio, one thread: networks {spent['networks']:.1f}, who is who"
        f" {spent['rules']:.1f}; VAD and mel, which every transcription needs, {spent['engine']:.1f}."
    )


def _is_built(one: Stored) -> bool:
    return ", " in one["name"] and not one["name"].startswith("AMI")


def _is_right(one: Stored, found: str = "found") -> bool:
    return bool(one["speakers"] == one[found])


def _together(name: str, ones: Sequence[Stored]) -> list[str]:
    right, first = (
        f"{sum(_is_right(one, found) for one in ones)} of {len(ones)} right"
        for found in ("found", "first_found")
    )
    minutes = sum(one["seconds"] for one in ones) / 60
    uncertain = f"{sum(one['uncertain'] for one in ones)}"
    return [name, f"{minutes:.0f}", "", right, uncertain, *_rates(ones), first]


def _rates(measured: Iterable[Stored]) -> list[str]:
    """Over all seconds of speech, not the mean of the conversations' rates."""
    ones = list(measured)

    def rate(which: str, *kinds: str) -> str:
        total = sum(one[which]["total"] for one in ones)
        return f"{100 * sum(one[which][kind] for one in ones for kind in kinds) / total:.1f}"

    return [
        rate("collar", *_KINDS),
        *(rate("collar", kind) for kind in _KINDS),
        rate("no_collar", *_KINDS),
        rate("count_given", *_KINDS),
        rate("first", *_KINDS),
    ]
