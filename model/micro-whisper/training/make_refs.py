"""A few held-out wav files with their text and segment times -> refs.json."""

from __future__ import annotations

import json
import random
import sys
import wave

import numpy as np

from bank import texts, utterance
from evaluate import make

DEMO = "god morgon och välkommen till radio stockholm klockan är nio"
NEWS = [
    DEMO,
    "idag är det torsdag den tolv november",
    "här kommer nyheter från göteborg",
    "det är sju grader och regn i malmö",
]
UNSEEN = [
    ("single", "sv"),
    ("single", "sv+f4"),
    ("noisy", "sv+m1"),
    ("late", "sv+f1"),
    ("full", "sv+m2"),
    ("full", "sv+f3"),
]


def write(path, audio):
    with wave.open(path, "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(16000)
        w.writeframes((np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())


def fixed(rng, texts, voice, gap=0.6, lead=0.3):
    """Given sentences in one file, `gap` seconds apart."""
    parts, segs, t = [np.zeros(int(lead * 16000), np.float32)], [], lead
    for x in texts:
        a, _, s, e, *_ = utterance(rng, x, voice)
        segs.append((round(t + s, 3), round(t + e, 3), x))
        parts += [a, np.zeros(int(gap * 16000), np.float32)]
        t = sum(map(len, parts)) / 16000
    return np.concatenate(parts) * 0.8, segs


class Shelf:
    """Writes audio files and their texts to one folder."""

    def __init__(self, out, seen):
        self.out, self.seen, self.refs = out, seen, []

    def put(self, name, audio, segs, voice, note):
        write(f"{self.out}/{name}.wav", audio)
        self.refs.append(
            {
                "file": name + ".wav",
                "voice": voice,
                "seconds": round(len(audio) / 16000, 3),
                "note": note,
                "text": " ".join(x for *_, x in segs),
                "in_training_text": [x in self.seen for *_, x in segs],
                "segments": [{"start": s, "end": e, "text": x} for s, e, x in segs],
            }
        )

    def put_silence(self):
        write(f"{self.out}/silence.wav", np.zeros(16000 * 4, np.float32))
        self.refs.append(
            {"file": "silence.wav", "seconds": 4.0, "text": "", "segments": [], "note": "silence"}
        )

    def close(self):
        with open(self.out + "/refs.json", "w", encoding="utf-8") as file:
            json.dump(self.refs, file, ensure_ascii=False, indent=1)


def main(out, train_texts):
    rng = random.Random(20261120)
    seen = texts(train_texts)
    shelf = Shelf(out, seen)
    shelf.put("demo", *fixed(rng, [DEMO], "sv"), "sv", "the demo sentence")
    shelf.put("demo_f2", *fixed(rng, [DEMO], "sv+f2"), "sv+f2", "the demo sentence, another voice")
    shelf.put("news", *fixed(rng, NEWS, "sv+m3"), "sv+m3", "four short sentences")
    for i, (kind, voice) in enumerate(UNSEEN):
        audio, segs = make(rng, seen, kind, voice)
        if kind == "full":
            end = next(e for s, e, _ in reversed(segs) if e < 24.5)
            audio, segs = audio[: int((end + 0.2) * 16000)], [s for s in segs if s[1] <= end]
        shelf.put(f"unseen{i}_{kind}", audio, segs, voice, f"random unseen sentences, {kind}")
    a1, s1 = make(rng, seen, "full", "sv+m4")
    a2, s2 = make(rng, seen, "full", "sv+f2")
    t = len(a1) / 16000
    both = s1 + [(round(b + t, 3), round(e + t, 3), x) for b, e, x in s2]
    shelf.put("long", np.concatenate([a1, a2]), both, "sv+m4, sv+f2", "longer than one window")
    shelf.put_silence()
    shelf.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
