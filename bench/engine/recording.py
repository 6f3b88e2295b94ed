"""Records a model's answer per window, to replay them without the model.

Windows are identified by a digest of their log-mel features, independent of batch, thread and order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np

Answer = dict[str, Any]  # attributes of one CTranslate2 result


class NotRecorded(LookupError):
    """Raised for a window, or decoding options, that did not occur while recording."""


@dataclass(frozen=True)
class Encoded:
    """Stand-in for the encoder's output; `output` is the real one while recording."""

    windows: Sequence[str]
    output: ctranslate2.StorageView | None = None


@dataclass(frozen=True)
class Recording:
    """Window -> request -> answer. With `stand_ins` an unknown window gets another one's answer.

    Answers stay in their stored JSON form: as objects, an hour's alignments would add 20 MB to the
    measured memory.
    """

    n_mels: int
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    stand_ins: bool = False

    def note(self, window: str, asked: str, answer: Answer) -> None:
        self.answers.setdefault(window, {})[asked] = json.dumps(answer)

    def answer(self, window: str, asked: str) -> Answer:
        """Raises NotRecorded."""
        known = self.answers.get(window)
        if known is None and self.stand_ins:
            known = list(self.answers.values())[int(window, 16) % len(self.answers)]
        if known is not None and asked not in known and self.stand_ins:
            asked = next(a for a in known if a.split()[0] == asked.split()[0])
        if known is None or asked not in known:
            raise NotRecorded(
                f"No {asked} was recorded for window {window}; the replay would not be true;"
                " record it again with the engine as it is now."
            )
        answer: Answer = json.loads(known[asked])
        return answer

    def save(self, path: Path) -> None:
        """Writes a line with n_mels, then one per answer with tab-separated parts."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            print(self.n_mels, file=file)
            for window, answers in self.answers.items():
                for asked, answer in answers.items():
                    print(window, asked, answer, sep="\t", file=file)

    @staticmethod
    def load(path: Path, stand_ins: bool) -> Recording:
        with path.open(encoding="utf-8") as file:
            recording = Recording(int(file.readline()), stand_ins=stand_ins)
            for line in file:
                window, asked, answer = line.rstrip("\n").split("\t")
                recording.answers.setdefault(window, {})[asked] = answer
        return recording


def reading(
    prompt: Sequence[int], beam_size: int = 5, sampling_temperature: float = 1.0, **others: object
) -> str:
    """Key of a `generate` request: all options that change the output."""
    rest = repr((list(prompt), sorted(others.items()))).encode()
    how = hashlib.blake2b(rest, digest_size=8).hexdigest()
    return f"read beam={beam_size} temperature={sampling_temperature} {how}"


def alignment(text_tokens: Sequence[int]) -> str:
    """Key of an `align` request: the text."""
    return "align " + hashlib.blake2b(np.array(text_tokens).tobytes(), digest_size=8).hexdigest()


LANGUAGE = "language"


def windows_of(features: ctranslate2.StorageView | Encoded) -> Iterator[str]:
    """Digest of each window; features are float32 [batch, n_mels, frames]."""
    if isinstance(features, Encoded):
        yield from features.windows
        return
    # every 16th frame is enough to distinguish windows; hashing all would distort the measurement
    for mel in np.asarray(features)[:, :, ::16]:
        yield hashlib.blake2b(mel.tobytes(), digest_size=16).hexdigest()
