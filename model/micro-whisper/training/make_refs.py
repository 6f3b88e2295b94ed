"""A few held-out wav files with their text and segment times -> refs.json."""

from __future__ import annotations

import json
import random
import sys
import wave

import numpy as np

from bank import utterance
from evaluate import make

DEMO = "god morgon och välkommen till radio stockholm klockan är nio"


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


def main(out, train_texts):
    seen = set()
    for p in train_texts:
        from vocab import LEXICON

        for m in np.load(p + ".meta.npy", allow_pickle=True):
            seen.add(" ".join(LEXICON[i] for i in m[2]))
    rng = random.Random(20261120)
    refs = []

    def put(name, audio, segs, voice, note):
        write(f"{out}/{name}.wav", audio)
        refs.append(
            {
                "file": name + ".wav",
                "voice": voice,
                "seconds": round(len(audio) / 16000, 3),
                "note": note,
                "text": " ".join(x for *_, x in segs),
                "in_training_text": [x in seen for *_, x in segs],
                "segments": [{"start": s, "end": e, "text": x} for s, e, x in segs],
            }
        )

    put("demo", *fixed(rng, [DEMO], "sv"), "sv", "the demo sentence")
    put("demo_f2", *fixed(rng, [DEMO], "sv+f2"), "sv+f2", "the demo sentence, another voice")
    put(
        "news",
        *fixed(
            rng,
            [
                DEMO,
                "idag är det torsdag den tolv november",
                "här kommer nyheter från göteborg",
                "det är sju grader och regn i malmö",
            ],
            "sv+m3",
        ),
        "sv+m3",
        "four short sentences",
    )
    for i, (kind, voice) in enumerate(
        [
            ("single", "sv"),
            ("single", "sv+f4"),
            ("noisy", "sv+m1"),
            ("late", "sv+f1"),
            ("full", "sv+m2"),
            ("full", "sv+f3"),
        ]
    ):
        audio, segs = make(rng, seen, kind, voice)
        if kind == "full":
            end = next(e for s, e, _ in reversed(segs) if e < 24.5)
            audio, segs = audio[: int((end + 0.2) * 16000)], [s for s in segs if s[1] <= end]
        put(f"unseen{i}_{kind}", audio, segs, voice, f"random unseen sentences, {kind}")
    a1, s1 = make(rng, seen, "full", "sv+m4")
    a2, s2 = make(rng, seen, "full", "sv+f2")
    t = len(a1) / 16000
    put(
        "long",
        np.concatenate([a1, a2]),
        s1 + [(round(b + t, 3), round(e + t, 3), x) for b, e, x in s2],
        "sv+m4, sv+f2",
        "longer than one window",
    )
    write(f"{out}/silence.wav", np.zeros(16000 * 4, np.float32))
    refs.append(
        {"file": "silence.wav", "seconds": 4.0, "text": "", "segments": [], "note": "silence"}
    )
    with open(out + "/refs.json", "w", encoding="utf-8") as file:
        json.dump(refs, file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
