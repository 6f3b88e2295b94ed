"""Finds the directions in which lines, rooms and noise move the vectors of voices.

Each clip is heard clean and spoiled; the directions are those in which the differences are largest.
Whose voice it is does not matter, so few voices are enough; they are those of the `known` section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from clips import LOUDNESS, RATE, Samples
from fast_transcribe.speakers.networks import Networks
from numpy.typing import NDArray
from spoil import band, pink, room, telephone
from stock import TELEPHONE, TOYS, WIDE, Stock

COUNT = 4  # of directions
_CLIPS = 16  # of each voice
_LONGEST = round(3.5 * RATE)  # samples of a clip
_RECORDER = 2e-4  # root mean square of noise that every recording has

Draw = np.random.Generator
Way = Callable[[Samples, Draw], Samples]


def _with(noise: Callable[[int, Draw], NDArray[np.floating]], level: float) -> Way:
    """level: dB under speech."""
    loudness = LOUDNESS * 10 ** (-level / 20)
    return lambda audio, draw: (audio + noise(len(audio), draw) * loudness).astype(np.float32)


def _white(count: int, draw: Draw) -> NDArray[np.floating]:
    return draw.normal(0, 1, count)


_LINES = ((300.0, 3400.0), (200.0, 3700.0), (400.0, 3000.0))
_WAYS: Mapping[str, Way] = {
    **{f"line {line}": lambda audio, _, line=line: telephone(audio, line) for line in _LINES},
    "8 kHz": lambda audio, _: band(audio, 0, 4000),
    "no bass": lambda audio, _: band(audio, 250, 8000),
    "pink noise": _with(pink, 10),
    "less pink noise": _with(pink, 20),
    "white noise": _with(_white, 15),
    "room": lambda audio, draw: room(audio, 0.4, draw),
    "hall": lambda audio, draw: room(audio, 0.8, draw),
    "line with noise": lambda audio, draw: _with(pink, 15)(telephone(audio), draw),
}


def directions(networks: Networks, stock: Stock) -> NDArray[np.float16]:
    """[COUNT, VECTOR], strongest first, of length 1 and at right angles."""
    moved = np.array([m for clip in _clips(stock) for m in _moved(networks, clip)], np.float64)
    found = np.linalg.svd(moved, full_matrices=False)[2][:COUNT]
    # of both signs one, so that the file is the same everywhere
    signs = np.sign(found[np.arange(COUNT), np.abs(found).argmax(axis=1)])
    return (found * signs[:, None]).astype(np.float16)


def _moved(networks: Networks, clip: Samples) -> Iterator[NDArray[np.float32]]:
    draw = np.random.default_rng(len(clip))
    whole = np.pad(clip, (0, -len(clip) % RATE))
    whole = (whole + draw.normal(0, _RECORDER, len(whole))).astype(np.float32)

    def vector(audio: Samples) -> NDArray[np.float32]:
        return networks.embed(networks.filterbank(audio[: len(clip)]))

    clean = vector(whole)
    for way in _WAYS.values():
        yield vector(way(whole, draw)) - clean


def _clips(stock: Stock) -> Iterator[Samples]:
    for source in (*TELEPHONE.values(), *WIDE.values(), *TOYS.values()):
        long_enough = [clip[:_LONGEST] for clip in stock.clips(source) if len(clip) >= RATE]
        yield from long_enough[: _CLIPS // 2 if source.words else _CLIPS]
