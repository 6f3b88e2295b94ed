"""Synthesise a bank of sentences and store their mel power.

usage: bank.py OUT N SEED [repeats] [nomel]
"""

from __future__ import annotations

import random
import sys

import numpy as np

import features as F
import synth
import textgen
from vocab import LEXICON, PHONES, WORD

VOICES = ["sv", "sv+m1", "sv+m2", "sv+m3", "sv+m4", "sv+m7", "sv+f1", "sv+f2", "sv+f3", "sv+f4"]
MAX_S = 9.0
PHONE = {p: i + 1 for i, p in enumerate(PHONES)}


def utterance(rng, text, voice=None):
    """-> (audio cut to the speech, word starts, start, end), times in seconds in that audio."""
    voice = voice or rng.choice(VOICES)
    audio, starts, s, e = synth.synth(
        text, voice, rng.randint(130, 190), rng.randint(30, 70), rng.randint(35, 65)
    )
    lead = 480 + rng.randrange(160)  # random phase against the 10 ms frame grid
    a = int(s * 16000)
    audio = np.concatenate(
        [np.zeros(lead, np.float32), audio[a : int(e * 16000)], np.zeros(640, np.float32)]
    )
    shift = lead / 16000 - a / 16000
    if starts is not None:
        starts = [max(t + shift, lead / 16000) for t in starts]
    phones = [(t + shift, p) for t, p in synth.phones()]
    return audio, starts, lead / 16000, e + shift, voice, phones


def texts(paths):
    """All sentences of these banks."""
    said = set()
    for path in paths:
        for m in np.load(path + ".meta.npy", allow_pickle=True):
            said.add(" ".join(LEXICON[i] for i in m[2]))
    return said


def main(out, n, seed, repeats=False, mel=True):
    rng = random.Random(seed)
    mels, meta, used, odd = [], [], 0, set()
    for _ in range(n):
        text = textgen.repeat_sentence(rng) if repeats else textgen.sentence(rng)[1]
        audio, starts, s, e, _, phones = utterance(rng, text)
        if starts is None or e > MAX_S:
            continue
        odd |= {p for _, p in phones if p not in PHONE and p[0] != "_"}
        phones = [(t, PHONE.get(p, 0)) for t, p in phones]
        frames = 1 + len(audio) // 160 - 1
        if mel:
            mels.append(F.mel_power(audio).T.astype(np.float32))
            assert len(mels[-1]) == frames
        meta.append((used, frames, [WORD[w] for w in text.split()], starts, s, e, phones))
        used += frames
    if mel:
        np.save(out + ".npy", np.concatenate(mels))
    np.save(out + ".meta.npy", np.array(meta, dtype=object), allow_pickle=True)
    print(out, len(meta), "sentences", used / 6000, "minutes; unknown phones", odd)


if __name__ == "__main__":
    main(
        sys.argv[1],
        int(sys.argv[2]),
        int(sys.argv[3]),
        "repeats" in sys.argv,
        "nomel" not in sys.argv,
    )
