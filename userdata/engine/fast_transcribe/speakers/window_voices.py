"""Finds the voices of a window, and writes them as JSON for the side file."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ..audio.rate import RATE
from ..manifest import read_manifest
from .channel import channel_identity
from .local import Listener, LocalRules
from .networks import VECTOR, Networks
from .voices import Piece, Vector, Voices
from .windows import WINDOW, HeardWindow

_RULES = LocalRules()


class VoiceFinder:
    """Loads the networks, which takes about a second."""

    def __init__(self, directory: Path) -> None:
        """Raises SpeakersUnavailable."""
        self._networks = Networks(directory)
        self._manifest = read_manifest(directory)

    @property
    def identity(self) -> dict[str, Any]:
        """What must be equal for voices of an earlier run to be used: networks, rules, directions."""
        networks = {file.name: file.sha256 for file in self._manifest.files}
        return {"networks": networks, "rules": asdict(_RULES), "channel": channel_identity()}

    def voices(self, window: HeardWindow) -> Voices:
        """As they are read back from the side file, so that a resumed run has the same ones."""
        if window.audio is None:
            return ()
        begins = window.number * WINDOW / RATE
        listener = Listener(self._networks, _RULES)
        found = next(listener.voices([window.audio]), ())
        return voices_of(voices_json(found, begins))


def voices_json(voices: Voices, begins: float = 0.0) -> list[list[dict[str, Any]]]:
    """begins: file second from which the pieces' spans count. Vectors are base64 of float16."""
    return [[_piece_json(piece, begins) for piece in voice] for voice in voices]


def voices_of(listed: Sequence[Sequence[dict[str, Any]]]) -> Voices:
    """Raises ValueError, KeyError or TypeError."""
    return tuple(tuple(_piece(fields) for fields in voice) for voice in listed)


def _piece_json(piece: Piece, begins: float) -> dict[str, Any]:
    return {
        "spans": [[round(begins + a, 3), round(begins + b, 3)] for a, b in piece.spans],
        "alone": round(piece.alone, 3),
        "vector": None if piece.vector is None else _encoded(piece.vector),
    }


def _piece(fields: dict[str, Any]) -> Piece:
    spans = tuple((float(a), float(b)) for a, b in fields["spans"])
    vector = fields["vector"]
    return Piece(spans, None if vector is None else _decoded(vector), float(fields["alone"]))


def _encoded(vector: Vector) -> str:
    return base64.b64encode(vector.astype("<f2").tobytes()).decode()


def _decoded(text: str) -> Vector:
    """Raises ValueError."""
    vector = np.frombuffer(base64.b64decode(text, validate=True), "<f2").astype(np.float16)
    if vector.shape != (VECTOR,):
        raise ValueError(f"a vector of {len(vector)} numbers")
    return vector
