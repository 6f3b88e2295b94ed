"""Generates t10.opus and t60.opus: sentences of the micro model's words, with pauses.

    python make_speech.py NAME SECONDS SEED [FOLDER]        t10 600 11, t60 3600 13

Ten espeak-ng voices take turns of 4 to 20 sentences; pauses of 0.3 to 8 s, faint noise throughout.
NAME.opus is 16 kbit/s, mono; NAME.json has text and times (seconds). Needs espeak-ng's shared
library, numpy, scipy and av.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "model" / "micro-whisper" / "training"))

from synth import synth  # noqa: E402
from textgen import random_sentence, template_sentence  # noqa: E402

RATE = 16000
BIT_RATE = 16_000  # as good as 128 kbit/s: 0.2 to 0.6 % of t10's words wrong
VOICES = ["sv", *("sv+" + v for v in "m1 m2 m3 m4 m7 f1 f2 f3 f4".split())]
NOISE = 0.001  # of full scale

Segment = tuple[float, float, str]


def speech(seconds: float, seed: int) -> tuple[NDArray[np.float32], list[Segment]]:
    """float32 [n], 16 kHz, and (start, end, text) of each sentence."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    parts, segments, at = [np.zeros(RATE // 2, np.float32)], [], 0.5
    voices = _voices(rng)
    while at < seconds:
        voice = next(voices)
        text = _sentence(rng)
        audio, _, start, end = synth(text, voice, rng.randint(140, 180), rng.randint(35, 65))
        segments.append((round(at + start, 3), round(at + end, 3), text))
        pause = np.zeros(int(_pause(rng) * RATE), np.float32)
        parts += [audio * rng.uniform(0.5, 0.9), pause]
        at += (len(audio) + len(pause)) / RATE
    samples = np.concatenate(parts)
    samples += noise.normal(0, NOISE, len(samples)).astype(np.float32)
    return np.clip(samples, -1, 1), segments


def _voices(rng: random.Random) -> Iterator[str]:
    while True:
        voice = rng.choice(VOICES)
        for _ in range(rng.randint(4, 20)):
            yield voice


def _sentence(rng: random.Random) -> str:
    """A sentence without repeated neighbours, the model's usual error."""
    while True:
        text = template_sentence(rng) if rng.random() < 0.3 else random_sentence(rng)
        words = text.split()
        if all(a != b for a, b in pairwise(words)):
            return text


def _pause(rng: random.Random) -> float:
    """Seconds of a pause: mostly between sentences, sometimes a breath, rarely a long one."""
    kind = rng.random()
    if kind < 0.7:
        return rng.uniform(0.3, 0.9)
    return rng.uniform(0.9, 2.5) if kind < 0.93 else rng.uniform(3, 8)


def write_opus(path: Path, samples: NDArray[np.float32]) -> None:
    """Uses frames of 60 ms: at this bit rate headers matter."""
    pcm = (samples * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        options = {"vbr": "on", "application": "voip", "frame_duration": "60"}
        stream = container.add_stream("libopus", rate=RATE, layout="mono", options=options)
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    name, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    folder = Path(sys.argv[4]) if len(sys.argv) > 4 else HERE
    samples, segments = speech(seconds, seed)
    said = {"text": " ".join(text for _, _, text in segments), "segments": segments}
    (folder / f"{name}.json").write_text(json.dumps(said, ensure_ascii=False) + "\n", "utf-8")
    write_opus(folder / f"{name}.opus", samples)
