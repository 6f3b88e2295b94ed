"""Long audio (three dense 27 s blocks, about 85 s) through a copy of faster-whisper's seek loop.

usage: check_long.py MODEL [FILES] [--int8]
"""

from __future__ import annotations

import random
import sys

import numpy as np
import torch

from bank import VOICES
from decode import wer_counts
from evaluate import load, longform, make

torch.set_num_threads(2)
model = load(sys.argv[1], "--int8" in sys.argv)
n_files = int(sys.argv[2]) if len(sys.argv) > 2 else 6
for prompt in (True, False):
    rng, each, err, tot = random.Random(31), [], 0, 0
    for _ in range(n_files):
        audio, segs, t = [], [], 0.0
        for _ in range(3):
            x, s = make(rng, set(), "full", rng.choice(VOICES))
            segs += [(b + t, e + t, w) for b, e, w in s]
            audio.append(x)
            t += len(x) / 16000
        out = longform(model, np.concatenate(audio), prompt)
        ref, hyp = (" ".join(w for *_, w in z).split() for z in (segs, out))
        e, n = wer_counts(ref, hyp)
        err, tot = err + e, tot + n
        each.append(f"{100 * e / n:.1f}")
    print(
        f"long form, {n_files} files of about 85 s, {tot} words, previous text as prompt "
        f"{'on' if prompt else 'off'}: WER {100 * err / tot:.1f} % (each: {', '.join(each)})"
    )
