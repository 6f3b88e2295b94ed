"""Matroska files with sound at given times, for clocks with gaps.

Written byte by byte, as FFmpeg writes no decreasing time stamps.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from decoding import Decoded
from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.options import TrackChoice
from fast_transcribe.audio.source import open_source
from numpy.typing import NDArray

RATE = 16000
FRAME = 320  # samples in a packet: 20 ms


@dataclass(frozen=True)
class Piece:
    """Sound at a time. at: milliseconds on the container's clock. samples: whole packets, mono."""

    at: int
    samples: NDArray[np.int16]


@dataclass(frozen=True)
class Kind:
    """stated: milliseconds in the header, None: the true length. live: no length anywhere."""

    stated: float | None = None
    live: bool = False
    names: Sequence[str] = ()  # of the tracks


def sound(packets: int) -> NDArray[np.int16]:
    """Samples that are never 0."""
    return (np.arange(packets * FRAME) % 30000 + 1).astype(np.int16)


def matroska(path: Path, tracks: Sequence[Sequence[Piece]], kind: Kind = Kind()) -> Path:
    """16 bit, mono, 16 kHz. One track: in the order of the pieces; several: by time."""
    blocks = [
        (piece.at + 20 * n, track, piece.samples[FRAME * n : FRAME * (n + 1)].tobytes())
        for track, pieces in enumerate(tracks, 1)
        for piece in pieces
        for n in range(len(piece.samples) // FRAME)
    ]
    if len(tracks) > 1:
        blocks.sort()
    stated = max(at + 20 for at, _, _ in blocks) if kind.stated is None else kind.stated
    info = b"" if kind.live else element(0x4489, struct.pack(">d", stated))
    body = element(0x1549A966, element(0x2AD7B1, number(1_000_000)) + info)
    body += element(0x1654AE6B, b"".join(_track(n, kind.names) for n in range(1, len(tracks) + 1)))
    body += b"".join(_cluster(*block) for block in blocks)
    head = element(0x1A45DFA3, element(0x4282, b"matroska"))
    segment = (0x18538067).to_bytes(4, "big")
    length = b"\x01" + b"\xff" * 7 if kind.live else (1 << 56 | len(body)).to_bytes(8, "big")
    path.write_bytes(head + segment + length + body)
    return path


def element(identifier: int, data: bytes) -> bytes:
    """RFC 8794: identifier, length, data."""
    size = (identifier.bit_length() + 7) // 8
    return identifier.to_bytes(size, "big") + (1 << 28 | len(data)).to_bytes(4, "big") + data


def number(value: int) -> bytes:
    return value.to_bytes(8, "big")


def _track(track: int, names: Sequence[str]) -> bytes:
    audio = element(0xB5, struct.pack(">d", RATE)) + element(0x9F, b"\1") + element(0x6264, b"\x10")
    name = element(0x536E, names[track - 1].encode()) if names else b""
    described = element(0xD7, bytes([track])) + element(0x73C5, bytes([track]))
    kind = element(0x83, b"\2") + element(0x86, b"A_PCM/INT/LIT")
    return element(0xAE, described + kind + name + element(0xE1, audio))


def _cluster(at: int, track: int, samples: bytes) -> bytes:
    block = bytes([0x80 | track]) + bytes(2) + b"\x80" + samples
    return element(0x1F43B675, element(0xE7, number(at)) + element(0xA3, block))


def heard(path: Path, track: TrackChoice | None = None, longest: float = 3600.0) -> Decoded:
    with open_source(str(path)) as source:
        file = AudioFile(source, DecodeOptions(longest, track=track))
        return Decoded(np.concatenate(list(file.blocks()), axis=1), file)
