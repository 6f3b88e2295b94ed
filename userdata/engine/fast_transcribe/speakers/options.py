"""What is asked for: any number of speakers, a number, or a range; and the side file's name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

OFF, AUTO = "off", "auto"
MOST = 20  # as the clustering is bounded
FORMS = f"{OFF}, {AUTO}, a number from 1 to {MOST}, or a range such as 2-4"
REQUEST_FORMS = f'"{OFF}", "{AUTO}" or {{"min": n, "max": n}} with 1 to {MOST} speakers'


@dataclass(frozen=True)
class SpeakerCount:
    """`least` to `most` speakers, both from 1 to MOST."""

    least: int = 1
    most: int = MOST

    def __post_init__(self) -> None:
        """Raises ValueError for a range that is empty or too large."""
        if not 1 <= self.least <= self.most <= MOST:
            raise ValueError(f"{self.least} to {self.most} speakers: not within 1 to {MOST}")


def side_file(checkpoint: Path) -> Path:
    """Where the voices of a run with this checkpoint are kept."""
    return checkpoint.with_name(f"{checkpoint.name}.speakers")


def parsed(text: str) -> SpeakerCount | None:
    """An option of the command line; None for "off". Raises ValueError."""
    if text == OFF:
        return None
    if text == AUTO:
        return SpeakerCount()
    least, _, most = text.partition("-")
    if not (least.isdecimal() and (most or least).isdecimal()) or text.endswith("-"):
        raise ValueError(f"{text}: not {FORMS}")
    return SpeakerCount(int(least), int(most or least))


def requested(value: object) -> SpeakerCount | None:
    """A field of a request; None for "off". Raises ValueError."""
    if isinstance(value, dict) and value.keys() == {"min", "max"}:
        least, most = value["min"], value["max"]
        if type(least) is int and type(most) is int:
            return SpeakerCount(least, most)
    if value in (OFF, AUTO):
        return None if value == OFF else SpeakerCount()
    raise ValueError(f"not {REQUEST_FORMS}")
