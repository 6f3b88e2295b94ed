"""The conversations that rules were chosen with, and those that they were not chosen with.

No voice of one set is in another.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from conversations import Case, Plan, build
from meetings import meeting
from stock import DIALOGUES, FISH, SAMPLES, STAMPS, TELEPHONE, TOYS, WIDE, Source, Stock

Voices = Mapping[str, Source]
_WAYS = ("clean", "phone", "noise")


def known(stock: Stock) -> Iterator[Case]:
    """Rules and thresholds were chosen while looking at these."""
    for seed, count in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 6)):
        for how in ("clean", "phone"):
            yield _drawn(stock, "toys", TOYS, count, 240, seed, how, overlap=0.1)
    for seed, count, how in (
        *((20, 1, "clean"), (22, 2, "clean"), (23, 2, "noise"), (24, 3, "clean")),
        *((25, 4, "clean"), (25, 4, "phone"), (26, 6, "clean"), (27, 6, "noise")),
    ):
        yield _drawn(stock, "prompts", TELEPHONE, count, 360, seed, how)
    for seed, count in ((30, 2), (31, 3), (32, 4)):
        for how in _WAYS:
            yield _drawn(stock, "read", WIDE, count, 240, seed, how)
    yield from _more_known(stock)
    package = stock.package("meetings")
    for number in range(1, 9, 2):
        yield meeting(package, (f"trn0{number}", f"trn0{number + 1}"))
    for names in (("trn09",), ("sample",), ("tst00", "tst01"), ("dev00", "dev01")):
        yield meeting(package, names)


def _more_known(stock: Stock) -> Iterator[Case]:
    """One voice alone, more draws of the same voices, and long conversations."""
    rest = ("michael", "austen", "northwind", "nst_sv", "mls_fr")
    voices = {**TELEPHONE, **{who: WIDE[who] for who in rest}}
    for who in (*TELEPHONE, "michael", "austen"):
        for how in _WAYS:
            yield _build(stock, f"one {who}", {who: voices[who]}, 150, 7, how)
    for seed, count in enumerate((2, 2, 2, 2, 3, 3, 4, 5, 6, 7), 101):
        for how in _WAYS:
            seconds = min(60 * count, 240) + 60
            yield _drawn(stock, f"prompts {seed}", TELEPHONE, count, seconds, seed, how)
    for seed, count in ((201, 3), (202, 5), (203, 8)):
        for how in (*_WAYS, "phone+noise"):
            yield _drawn(stock, f"mix {seed}", voices, count, 240, seed, how)
    for seed, count in ((301, 2), (302, 3), (303, 4)):
        for how in ("clean", "phone"):
            yield _drawn(stock, f"long {seed}", TELEPHONE, count, 900, seed, how)


def seen(stock: Stock) -> Iterator[Case]:
    """Held out until the rules of 2026-12-01, settings of which were compared on these."""
    for language in ("cs", "nl"):
        fish = {name: source for name, source in FISH.items() if name.endswith(language)}
        for how in _WAYS:
            yield _build(stock, f"fish {language}", fish, 240, 50, how)
        one = f"big-{language}"
        yield _build(stock, f"fish {one}", {one: FISH[one]}, 120, 51, "clean")
    for how in _WAYS:
        yield _build(stock, "fish cs+nl", FISH, 300, 52, how)
    for seed, count in ((61, 2), (62, 3), (63, 4), (64, 6)):
        for how in ("clean", "phone"):
            yield _drawn(stock, "stamps", STAMPS, count, 200, seed, how)


def held_out(stock: Stock) -> Iterator[Case]:
    """Looked at once before the threshold was chosen, of two."""
    for number, voices in DIALOGUES.items():
        for how in _WAYS:
            yield _build(stock, f"dialogue {number}", voices, 200, 70, how)
    hero = Source("queen", [p for voices in DIALOGUES.values() for p in voices["J"].patterns])
    for how in _WAYS:
        yield _build(stock, "hero", {"J": hero}, 180, 71, how)
    for seed, count in enumerate((1, 2, 2, 2, 3, 3, 4, 4, 6, 8), 72):
        for how in _WAYS:
            yield _drawn(stock, f"samples {seed}", SAMPLES, count, 300, seed, how)


def _drawn(
    stock: Stock,
    name: str,
    voices: Voices,
    count: int,
    seconds: float,
    seed: int,
    how: str,
    overlap: float = 0.15,
) -> Case:
    chosen = random.Random(seed).sample(list(voices), count)
    return _build(stock, name, {who: voices[who] for who in chosen}, seconds, seed, how, overlap)


def _build(
    stock: Stock,
    name: str,
    voices: Voices,
    seconds: float,
    seed: int,
    how: str,
    overlap: float = 0.15,
) -> Case:
    clips: dict[str, Sequence] = {who: stock.clips(source) for who, source in voices.items()}
    shared = overlap if len(voices) > 1 else 0.0
    return build(Plan(f"{name} {len(voices)}", clips, seconds, seed, shared, how))
