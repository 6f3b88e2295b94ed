"""The figures of docs/review.md, as Markdown."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from fast_transcribe.review.doubt import chance_wrong
from fast_transcribe.review.places import rank
from finding import Checked
from recordings import Recording
from table import table

Speech = Sequence[tuple[Recording, Checked]]
Order = Callable[[Checked], Sequence[int]]

_SHARES = (0.03, 0.05, 0.1)  # of the audio that is heard
_BINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)  # lower bounds of the score
_DRAWS = 20  # random orders, for chance


def found(speech: Speech) -> str:
    """Errors found by hearing a share of each recording, by the list, by probability, by chance."""
    head = ["speech", "words", "errors"]
    head += [
        f"{name}, {share:.0%}"
        for share in _SHARES
        for name in ("list", "probability", "chance", "best possible")
    ]
    rows = [_row(name, [c for _, c in group]) for name, group in _groups(speech)]
    return table(head, rows)


def calibration(speech: Speech) -> str:
    """Score against the share of words that are wrong."""
    scored = [
        (chance_wrong(e), wrong) for _, c in speech for e, wrong in zip(c.words, c.truth.wrong)
    ]
    rows = []
    for low, high in zip(_BINS, (*_BINS[1:], 1.01)):
        here = [(score, wrong) for score, wrong in scored if low <= score < high]
        if here:
            mean = sum(score for score, _ in here) / len(here)
            share = sum(wrong for _, wrong in here) / len(here)
            bounds = f"{low:.2f} to {min(high, 1.0):.2f}"
            rows.append([bounds, str(len(here)), f"{mean:.2f}", f"{share:.2f}"])
    return table(["score", "words", "mean score", "share wrong"], rows)


def _groups(speech: Speech) -> Iterator[tuple[str, Speech]]:
    """The prompts one by one, the short recordings together, then all."""
    short = [(r, c) for r, c in speech if c.seconds < 60]
    for one in speech:
        if one not in short:
            yield one[0].name, [one]
    if short:
        yield f"{len(short)} short recordings", short
    yield "**all**", speech


def _row(name: str, group: Sequence[Checked]) -> list[str]:
    errors = sum(c.errors for c in group)
    cells = [name, str(sum(c.truth.said for c in group)), str(errors)]
    for share in _SHARES:
        for order in (_by_list, _by_probability, _by_chance, _best):
            cells.append(f"{100 * _found(group, order, share) / max(errors, 1):.0f} %")
    return cells


def _found(group: Sequence[Checked], order: Order, share: float) -> float:
    if order is not _by_chance:
        return sum(c.found(order(c), share) for c in group)
    return sum(_found(group, _drawn(i), share) for i in range(_DRAWS)) / _DRAWS


def _by_list(checked: Checked) -> Sequence[int]:
    return sorted(range(len(checked.words)), key=lambda i: rank(checked.words[i]))


def _by_probability(checked: Checked) -> Sequence[int]:
    return sorted(range(len(checked.words)), key=lambda i: checked.words[i].word.probability)


def _by_chance(checked: Checked) -> Sequence[int]:
    return range(len(checked.words))


def _drawn(seed: int) -> Order:
    return lambda checked: random.Random(seed).sample(range(len(checked.words)), len(checked.words))


def _best(checked: Checked) -> Sequence[int]:
    """Wrong words first, those whose neighbours are wrong too before the others."""
    wrong = checked.truth.wrong

    def near(i: int) -> int:
        return -sum(wrong[max(i - 3, 0) : i + 4])

    return sorted((i for i, w in enumerate(wrong) if w), key=near)
