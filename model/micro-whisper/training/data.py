"""Compose training windows from banked sentences in the mel-power domain.

Sentences never overlap, so adding mel powers at whole-frame offsets equals analysing the
concatenated waveform. Noise is added as power too, without its cross term with speech.
"""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import torch

import features as F
from vocab import EOT, LEXICON, NOSPEECH, NOTS, SOP, SOT, SV, TRANSCRIBE, TS0

N_LABELS = len(LEXICON) + 1  # frame labels: words, then silence
SIL = len(LEXICON)


class Bank:
    def __init__(self, paths):
        self.mel, self.meta = [], []
        for i, p in enumerate(paths):
            self.mel.append(np.load(p + ".npy", mmap_mode="r"))
            self.meta += [(i, *m) for m in np.load(p + ".meta.npy", allow_pickle=True)]
        self.by_len = sorted(range(len(self.meta)), key=lambda j: self.meta[j][2])
        self.lens = np.array([self.meta[j][2] for j in self.by_len])

    def pick(self, rng, max_frames):
        hi = int(np.searchsorted(self.lens, max_frames, "right"))
        return self.meta[self.by_len[rng.randrange(hi)]] if hi else None

    def frames(self, m):
        return self.mel[m[0]][m[1] : m[1] + m[2]]


def noise_bank(seed=5):
    """Mel power of 30 s of several noises, each with mean total power 1."""
    g, out = np.random.default_rng(seed), []
    n = 480000
    f = np.fft.rfftfreq(n, 1 / 16000) + 20
    for expo in (0, 0.5, 1.0, 1.5):
        x = np.fft.irfft(np.fft.rfft(g.standard_normal(n)) / f**expo, n)
        out.append(x)
    t = np.arange(n) / 16000
    out.append(
        sum(np.sin(2 * np.pi * 50 * k * t + k) / k for k in range(1, 12))
        + 0.1 * g.standard_normal(n)
    )
    res = []
    for x in out:
        p = F.mel_power((x / x.std()).astype(np.float32)).T
        res.append((p / p.sum(1).mean()).astype(np.float32))
    return res


class Scene:
    """A window under construction: mel power and text. Times in frames."""

    def __init__(self, frames):
        self.L = frames
        self.power = np.zeros((frames, 80), np.float32)
        # current word, previous word, phone
        self.labels = np.full((3, frames // 2), SIL, np.int64)
        self.labels[2] = 0
        self.segs = []  # (start, end, words)
        self.cut_next = None  # (start, words) of a sentence that the window's end cuts
        self.content_end = 0
        self.speech = []  # mean power of each sentence

    def add(self, m, t, mel, gain):
        """Places the sentence `m` at frame t. -> whether it fits entirely."""
        _, _, n, words, starts, s, e, phones = m
        lo, hi = max(0, t), min(self.L, t + n)
        part = mel[lo - t : hi - t] * gain
        self.power[lo:hi] += part
        self.speech.append(part.sum(1).mean())
        self.content_end = hi
        ends = [*starts[1:], e]
        ws = [(w, t + 100 * a, t + 100 * b) for w, a, b in zip(words, starts, ends)]
        self.label(ws, [(t + 100 * a, phone) for a, phone in phones])
        whole = [x for x in ws if x[1] >= -1 and x[2] <= self.L]
        if t + 100 * e > self.L:
            self.cut_next = (t + 100 * s, whole)
            return False
        if whole:
            self.segs.append((max(0.0, t + 100 * s), t + 100 * e, whole))
        return True

    def label(self, words, phones):
        prev = SIL
        for w, a, b in words:
            ia, ib = max(0, round(a / 2)), min(self.L // 2, round(b / 2))
            if ib > ia and a >= -1 and b <= self.L:
                self.labels[0, ia:ib], self.labels[1, ia:ib] = w, prev
            prev = w
        for (a, phone), (b, _) in pairwise(phones):
            self.labels[2, max(0, round(a / 2)) : max(0, round(b / 2))] = phone


class Composer:
    def __init__(
        self,
        bank,
        frames,
        seed,
        floating=False,
        prompts=0.0,
        silence=0.04,
        cuts=0.15,
        single=0.4,
        ts=0.6,
    ):
        """frames: window length; floating: pretend the window sits anywhere in the 30 s."""
        self.bank, self.L, self.rng = bank, frames, random.Random(seed)
        self.g = np.random.default_rng(seed)
        self.noise = noise_bank()
        self.floating, self.prompts = floating, prompts
        self.silence, self.cuts, self.single, self.ts = silence, cuts, single, ts

    def item(self):
        """-> (mel [80, L], (ids, targets), spans, labels [3, L // 2], first encoder position)."""
        rng, scene = self.rng, Scene(self.L)
        kind = rng.random()
        use_ts = rng.random() < self.ts
        if kind >= self.silence:
            self.speak(scene)
        self.colour(scene)
        x = self.log_mel(scene)
        off = rng.randint(0, 1500 - self.L // 2) if self.floating and rng.random() < 0.8 else 0
        ids, spans = self.tokens(scene.segs, scene.cut_next, use_ts, off, bool(scene.speech))
        return x.T.astype(np.float32), ids, spans, scene.labels, off

    def speak(self, scene):
        """Adds sentences in sequence; the window may cut the first and the last."""
        rng, L = self.rng, self.L
        single = rng.random() < self.single
        cuts = rng.random() < self.cuts
        r = rng.random()
        t = rng.randint(0, 40 if r < 0.55 else min(300, L // 4) if r < 0.88 else L // 2)
        first = True
        while True:
            m = self.bank.pick(rng, L - t if first else (1 << 30))
            if m is None:
                return
            n, words = m[2], m[3]
            if first and cuts and len(words) > 2 and rng.random() < 0.5:
                t = -rng.randint(5, int(n * 0.7))  # window begins inside a sentence
            if t + n > L and not first and not (cuts and t < L - 10):
                return
            gain = 10 ** rng.uniform(-0.3, 0.3)
            if not scene.add(m, t, self.bank.frames(m), gain) or single:
                return
            first = False
            t = int(t + n + (rng.randint(5, 120) if rng.random() < 0.85 else rng.randint(100, 400)))

    def colour(self, scene):
        """Noise, gain and tilt, in place."""
        rng, L, speech = self.rng, self.L, scene.speech
        level = np.mean(speech) if speech else 10 ** rng.uniform(-4, 4)
        if rng.random() < 0.6 or (not speech and rng.random() < 0.7):
            nz = self.noise[rng.randrange(len(self.noise))]
            o = rng.randrange(3000 - L + 1)
            scene.power += nz[o : o + L] * (level * 10 ** (-rng.uniform(1.2, 5.0)))
        tilt = np.linspace(-1, 1, 80) * rng.uniform(-0.4, 0.4) + np.cos(
            np.linspace(0, np.pi, 80) * rng.randint(2, 5)
        ) * rng.uniform(-0.2, 0.2)
        scene.power *= (10 ** (tilt + rng.uniform(-2.0, 0.3)))[None].astype(np.float32)

    def log_mel(self, scene):
        """[L, 80]; either silence to the end, or faster-whisper's 0.0 after the content."""
        rng, L = self.rng, self.L
        x = np.log10(np.maximum(scene.power, 1e-10))
        top = x.max() + (rng.uniform(0, 0.7) if rng.random() < 0.2 else 0.0)
        end = L
        if rng.random() < 0.5 and scene.cut_next is None:
            spoken = scene.content_end
            end = min(L, spoken + rng.randint(0, 80)) if scene.speech else rng.randint(10, L)
            top = x[:end].max() + (top - x.max())
        x = (np.maximum(x, top - 8.0) + 4.0) / 4.0
        x[end:] = 0.0
        return x

    def tokens(self, segs, cut_next, use_ts, off, speech):
        """ids with the prompt, and for every id its frame span (or None)."""
        rng = self.rng
        ids, spans = [], []

        def add(i, span=None):
            ids.append(i)
            spans.append(span)

        def ts(frame, up, clip=False):
            pos = (np.ceil if up else np.floor)(frame / 2 - (0.01 if up else -0.01))
            pos = int(min(max(pos, 0), self.L // 2))
            i = off + (min(pos, 50) if clip and off == 0 and not self.floating else pos)
            add(TS0 + min(i, 1500), (pos - 3, pos + 3))

        if self.prompts and rng.random() < self.prompts:
            add(SOP)
            limit = rng.choice([12, 40, 80, 120, 180, 223])
            body, t = [], rng.randint(0, 50)
            with_ts = use_ts and rng.random() < 0.8
            while len(body) < limit:
                m = self.bank.pick(rng, 1 << 30)
                words = m[3]
                if with_ts:
                    t2 = t + int(m[6] * 50)
                    body += [TS0 + min(t, 1500), *words, TS0 + min(t2, 1500)]
                    t = t2 + rng.randint(5, 60)
                else:
                    body += words
            for i in body[-limit:] if rng.random() < 0.5 else body[:limit]:
                add(i)
        start = len(ids)
        add(SOT)
        add(SV)
        add(TRANSCRIBE)
        if use_ts:
            for k, (s, e, ws) in enumerate(segs):
                ts(s, False, clip=k == 0)
                for w, a, b in ws:
                    add(w, (a / 2, b / 2))
                ts(e, True)
            if cut_next is not None and segs:
                ts(cut_next[0], False)
            elif not segs:
                add(TS0 + off)
        else:
            add(NOTS)
            for _, _, ws in segs + ([(0, 0, cut_next[1])] if cut_next else []):
                for w, a, b in ws:
                    add(w, (a / 2, b / 2))
        add(EOT)
        targets = ids[1:]
        targets[:start] = [-1] * start
        if not speech:
            targets[start] = NOSPEECH
        if not use_ts:
            targets[start + 2] = -1
        return (ids[:-1], targets), spans[1:]

    def batch(self, n):
        items = [self.item() for _ in range(n)]
        T = max(len(i[1][0]) for i in items)
        P = self.L // 2
        ids = np.full((n, T), EOT, np.int64)
        tgt = np.full((n, T), -1, np.int64)
        lo = np.zeros((n, T), np.int64)
        hi = np.zeros((n, T), np.int64)
        for k, (_, (a, b), spans, _, _) in enumerate(items):
            ids[k, : len(a)], tgt[k, : len(b)] = a, b
            for j, sp in enumerate(spans):
                if sp is not None:
                    lo[k, j] = max(0, round(sp[0]))
                    hi[k, j] = min(P, max(lo[k, j] + 1, round(sp[1])))
        return (
            torch.from_numpy(np.stack([i[0] for i in items])),
            torch.from_numpy(ids),
            torch.from_numpy(tgt),
            torch.from_numpy(lo),
            torch.from_numpy(hi),
            torch.from_numpy(np.stack([i[3] for i in items])),
            torch.tensor([i[4] for i in items]),
        )
