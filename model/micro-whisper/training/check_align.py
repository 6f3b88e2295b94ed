"""Word times from the alignment head, as Whisper's word_timestamps computes them.

usage: check_align.py MODEL [N]
"""

from __future__ import annotations

import random
import sys

import numpy as np
import torch
from scipy.ndimage import median_filter

import features as F
import textgen
from bank import utterance
from evaluate import load
from vocab import EOT, NOTS, SOT, SV, TRANSCRIBE, WORD


def dtw(cost):
    n, m = cost.shape
    acc = np.full((n + 1, m + 1), np.inf)
    acc[0, 0] = 0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            acc[i, j] = cost[i - 1, j - 1] + min(acc[i - 1, j - 1], acc[i - 1, j], acc[i, j - 1])
    i, j, path = n, m, []
    while i > 0 and j > 0:
        path.append((i - 1, j - 1))
        k = np.argmin([acc[i - 1, j - 1], acc[i - 1, j], acc[i, j - 1]])
        i, j = (i - 1, j - 1) if k == 0 else (i - 1, j) if k == 1 else (i, j - 1)
    return path[::-1]


@torch.no_grad()
def word_starts(model, mel, n_frames, ids):
    full = [SOT, SV, TRANSCRIBE, NOTS, *ids, EOT]
    enc = model.encoder(mel)
    _, probs = model.decoder(torch.tensor([full]), enc, model.decoder.table(), guide=True)
    w = probs[-1][0, 0, :, : n_frames // 2].numpy()  # last layer, head 0
    w = (w - w.mean(0, keepdims=True)) / (w.std(0, keepdims=True) + 1e-8)
    w = median_filter(w, size=(1, 7))[3:-1]  # rows that predict the text, then eot
    starts = {}
    for i, j in dtw(-w):
        starts.setdefault(i, j * 0.02)
    return [starts[i] for i in range(len(ids))]


def main():
    torch.set_num_threads(2)
    model, rng, err = load(sys.argv[1]), random.Random(99), []
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 40):
        text = textgen.random_sentence(rng)
        lead = rng.uniform(0, 1)
        a, starts, *_ = utterance(rng, text)
        if starts is None:
            continue
        audio = np.concatenate([np.zeros(int(lead * 16000), np.float32), a])
        mel = torch.from_numpy(F.faster_whisper_window(audio))[None]
        got = word_starts(model, mel, len(audio) // 160, [WORD[w] for w in text.split()])
        err += [abs(g - (t + int(lead * 16000) / 16000)) for g, t in zip(got, starts)]
    err = np.array(err)
    print(
        f"word starts: {len(err)} words, mean {err.mean():.3f} s, median {np.median(err):.3f} s, "
        f"p95 {np.quantile(err, 0.95):.3f} s, within 0.1 s {100 * (err < 0.1).mean():.1f} %"
    )


if __name__ == "__main__":
    main()
