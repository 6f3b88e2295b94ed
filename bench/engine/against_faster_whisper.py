"""The engine against faster-whisper's batched pipeline, on this device and on a simulated GPU."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audio_files import MP3, encoded
from one_run import Request
from pairs import Match, Pairs, compare
from stacks import faster_whisper, ours, recording_of
from table import medians, ratios, table
from whisper_doubles import Pace
from workplace import Workplace

SPEECH = ("t10", "t60")
# Seconds to encode and generate, per batch and per window: an assumption, a T4's order of magnitude
# for a model of KB-Whisper-small's size. The sweep varies it.
FIXED, PER_WINDOW = 0.40, 0.025
SWEEP = [(fixed, each) for fixed in (0.1, 0.2, 0.4, 0.8) for each in (0.0125, 0.025, 0.05)]
# The engine aligns every batch, for confidence and words; faster-whisper's default does not. A
# second row adds its cost: one decoder pass over known tokens, instead of one per token. Measured
# as 0.13 of encode + generate on a CPU, with KB-Whisper-small's shape and 98 tokens per window.
ALIGN_SHARE = 0.15

Stored = Mapping[str, Any]


def measure_real(place: Workplace) -> Stored:
    """The micro model on the requested device."""
    return {speech: _real(place, speech).as_json() for speech in SPEECH}


def tell_real(stored: Stored) -> str:
    compared = {speech: Pairs.from_json(stored[speech]) for speech in SPEECH}
    tables = [medians([pairs], speech) for speech, pairs in compared.items()]
    return "\n\n".join([ratios(list(compared.values())), *tables])


def measure_simulated(place: Workplace) -> Stored:
    shares = {"alignment free": 0.0, "alignment charged": ALIGN_SHARE}
    return {
        name: _simulated(place, Pace(FIXED, PER_WINDOW, share), place.pairs).as_json()
        for name, share in shares.items()
    }


def tell_simulated(stored: Stored) -> str:
    told = []
    for name, compared in stored.items():
        pairs = Pairs.from_json(compared)
        tables = [ratios([pairs]), medians([pairs], "t60"), _busy(pairs)]
        told.append("\n\n".join([f"{name}:", *tables]))
    return "\n\n".join(told)


def _busy(pairs: Pairs) -> str:
    notes = [
        f"- simulated GPU, {side}: {len(gpu['batches'])} batches,"
        f" {sum(gpu['batches'])} windows, busy for {gpu['busySeconds']} s"
        for side, gpu in (("ours", pairs.ours[0].notes), ("theirs", pairs.theirs[0].notes))
    ]
    return "\n".join(notes)


def measure_sweep(place: Workplace) -> Stored:
    """One pair per assumption about the GPU."""
    return {
        "paces": SWEEP,
        "pairs": [_simulated(place, Pace(*pace, 0.0), 1).as_json() for pace in SWEEP],
    }


def tell_sweep(stored: Stored) -> str:
    compared = [Pairs.from_json(pairs) for pairs in stored["pairs"]]
    head = ["simulated: s a batch", "s a window", "seconds, theirs / ours", "first segment"]
    return table(head, list(_sweep_rows(stored["paces"], compared)))


def _sweep_rows(
    paces: Sequence[tuple[float, float]], compared: Sequence[Pairs]
) -> Iterator[list[str]]:
    for (fixed, each), pairs in zip(paces, compared):
        gains = (pairs.ratio(figure).median for figure in ("seconds", "first segment"))
        yield [f"{fixed}", f"{each}", *(f"{gain:.2f}" for gain in gains)]


def _real(place: Workplace, speech: str) -> Pairs:
    model = place.micro_model()
    audio = encoded(speech, MP3, place.audio)
    match = Match(
        f"{audio.name}, {place.device}",
        ours(model).on(place.device).as_it_is(),
        faster_whisper(place, model).on(place.device).as_it_is(),
        Request(audio),
    )
    return compare(match, place.pairs)


def _simulated(place: Workplace, pace: Pace, count: int) -> Pairs:
    model = place.micro_model()
    audio = encoded("t60", MP3, place.audio)
    engine, other = ours(model), faster_whisper(place, model)
    match = Match(
        f"{audio.name}, simulated GPU, {pace.fixed} s + {pace.per_window} s a window",
        engine.simulated(recording_of(engine, audio, place), pace),
        other.simulated(recording_of(other, audio, place), pace),
        Request(audio),
    )
    return compare(match, count)
