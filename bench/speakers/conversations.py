"""Conversations built of clips of single voices, with a reference of who speaks when."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from clips import RATE, Samples, speech
from der import Turn
from spoil import spoil

_GAIN = 4.0  # dB: voices differ by up to twice as much
_CLIPS = (1, 1, 2, 3)  # in a turn
_WITHIN = (0.12, 0.5)  # seconds between a turn's clips
_BETWEEN = (0.05, 0.2, 0.4, 0.8, 1.5)  # seconds between turns
_INTERRUPTION = (0.4, 1.2)  # seconds before the other's end


@dataclass(frozen=True)
class Case:
    """`audio`: 16 kHz."""

    name: str
    audio: Samples
    turns: Sequence[Turn]

    @property
    def speakers(self) -> int:
        return len({turn.speaker for turn in self.turns})

    @property
    def seconds(self) -> float:
        return len(self.audio) / RATE


@dataclass(frozen=True)
class Plan:
    """`overlap`: share of turns that begin before the last one ends."""

    name: str
    voices: Mapping[str, Sequence[Samples]]
    seconds: float
    seed: int
    overlap: float = 0.15
    how: str = "clean"


def build(plan: Plan) -> Case:
    """Ends early when the clips of all but one voice are used up."""
    draw = random.Random(plan.seed)
    names = list(plan.voices)
    stock = {name: list(clips) for name, clips in plan.voices.items()}
    gain = {name: 10 ** (random.Random(name).uniform(-_GAIN, _GAIN) / 20) for name in names}
    audio = np.zeros(int((plan.seconds + 60) * RATE), np.float32)
    turns: list[Turn] = []
    at, last = 0.5, ""
    while at < plan.seconds and sum(map(bool, stock.values())) > (len(names) > 1):
        others = [name for name in names if name != last and stock[name]]
        who = last = draw.choice(others or [name for name in names if stock[name]])
        if turns and draw.random() < plan.overlap:
            at = max(0.1, at - draw.uniform(*_INTERRUPTION))
        for _ in range(draw.choice(_CLIPS)):
            if not stock[who]:
                break
            clip = stock[who].pop() * np.float32(gain[who])
            begin = int(at * RATE)
            audio[begin : begin + len(clip)] += clip
            turns += [Turn(begin / RATE + a, begin / RATE + b, who) for a, b in speech(clip)]
            at = (begin + len(clip)) / RATE + draw.uniform(*_WITHIN)
        at += draw.choice(_BETWEEN)
    end = int(max(turn.end for turn in turns)) + 1
    spoiled = spoil(audio[: end * RATE], plan.how, plan.seed)
    return Case(f"{plan.name}, {plan.how}", spoiled, turns)
