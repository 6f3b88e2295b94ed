"""Held-out evaluation on real waveforms (not the mel-domain mixes used in training).

usage: evaluate.py CHECKPOINT_OR_NPZ [--n 20] [--int8] [--json out.json]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time

import numpy as np
import torch

import features as F
import textgen
from bank import VOICES, texts, utterance
from decode import greedy, wer_counts
from model import Whisper
from vocab import JUNK, LOG_N_JUNK, NOSPEECH, SOT, TS0, segments_of, words_of

UNSEEN = ["sv+m5", "sv+m6", "sv+m8", "sv+f5"]
# name, kind of window, padding, timestamps, multiple of --n
KINDS = [
    ("single, zeros, timestamps", "single", "zeros", True, 3),
    ("single, fw pad, timestamps", "single", "fw", True, 3),
    ("single, fw pad, notimestamps", "single", "fw", False, 3),
    ("full 30 s, timestamps", "full", "zeros", True, 1),
    ("full 30 s, fw pad, timestamps", "full", "fw", True, 1),
    ("full 30 s, notimestamps", "full", "fw", False, 1),
    ("single, 20 dB white noise, timestamps", "noisy", "fw", True, 2),
    ("single after 1-12 s of silence, timestamps", "late", "fw", True, 2),
    ("single after 1-12 s of silence, notimestamps", "late", "fw", False, 2),
]


def load(path, int8=False):
    if path.endswith(".npz"):
        from export import load_npz

        model = load_npz(path)
    else:
        ck = torch.load(path)
        model = Whisper(**ck["dims"])
        model.load_state_dict(ck["model"])
    model.eval()
    if int8:
        fake_int8(model)
    return model


def fake_int8(model):
    """Like CTranslate2's int8: weights and activations rounded to 8 bits, a scale per row."""

    def q(x):
        s = x.abs().amax(-1, keepdim=True).clamp(min=1e-9) / 127
        return (x / s).round() * s

    for m in model.modules():
        if isinstance(m, torch.nn.Linear) and m is not model.decoder.time_map:
            m.weight.data = q(m.weight.data)
            m.register_forward_pre_hook(lambda mod, inp: (q(inp[0]),))
    table = q(model.decoder.table().detach())
    model.decoder.table = lambda: table


def make(rng, seen, kind, voice):
    """-> (audio, [(start, end, text)]) of unseen sentences."""

    def text(hi=12):
        while True:
            t = (
                textgen.template_sentence(rng)
                if rng.random() < 0.2
                else textgen.random_sentence(rng, 3, hi)
            )
            if t not in seen:
                return t

    segs, parts, t = [], [], 0.0
    limit = {"single": 0, "noisy": 0, "late": 0}.get(kind, 27.5)
    lead = rng.uniform(0, 0.6) if kind != "late" else rng.uniform(1, 12)
    parts.append(np.zeros(int(lead * 16000), np.float32))
    t = len(parts[0]) / 16000
    while True:
        x = text()
        a, _, s, e, *_ = utterance(rng, x, voice)
        if segs and t + len(a) / 16000 > limit:
            break
        segs.append((round(t + s, 3), round(t + e, 3), x))
        gap = np.zeros(int(rng.uniform(0.1, 1.2) * 16000), np.float32)
        parts += [a, gap]
        t += (len(a) + len(gap)) / 16000
        if limit == 0:
            break
    audio = np.concatenate(parts)
    audio *= 10 ** rng.uniform(-0.7, 0.1)
    if kind == "noisy":
        p = np.sqrt((audio**2).sum() / 16000 / sum(e - s for s, e, _ in segs))
        audio = audio + p * 10 ** (-20 / 20) * np.random.default_rng(
            rng.randrange(1 << 30)
        ).standard_normal(len(audio)).astype(np.float32)
    return np.clip(audio, -1, 1).astype(np.float32), segs


class Tally:
    def __init__(self):
        self.err = self.n = self.windows = self.exact = 0
        self.ds, self.de, self.segs, self.miss = [], [], 0, 0

    def add(self, segs, out, timestamps):
        ref = " ".join(x for _, _, x in segs).split()
        hyp = words_of(out)
        e, n = wer_counts(ref, hyp)
        self.err, self.n, self.windows = self.err + e, self.n + n, self.windows + 1
        self.exact += e == 0
        if timestamps:
            got = segments_of(out)
            self.segs += len(segs)
            if len(got) != len(segs):
                self.miss += len(segs)
            else:
                for k, ((s, en, _), (gs, ge, _)) in enumerate(zip(segs, got)):
                    if not (k == 0 and s > 1.0) and gs is not None:
                        self.ds.append(abs(gs - s))
                    if ge is not None:
                        self.de.append(abs(ge - en))
        return hyp

    def row(self):
        r = {
            "windows": self.windows,
            "words": self.n,
            "wer": round(100 * self.err / max(1, self.n), 2),
            "exact_windows": self.exact,
        }
        if self.segs:
            r |= {
                "segments": self.segs,
                "segments_in_windows_with_wrong_count": self.miss,
                "start_mae_s": round(float(np.mean(self.ds)), 4) if self.ds else None,
                "start_p95_s": round(float(np.quantile(self.ds, 0.95)), 4) if self.ds else None,
                "end_mae_s": round(float(np.mean(self.de)), 4) if self.de else None,
                "end_p95_s": round(float(np.quantile(self.de, 0.95)), 4) if self.de else None,
            }
        return r


@torch.no_grad()
def longform(model, audio, prompt=True):
    """A minimal version of faster-whisper's seek loop: timestamps, previous text as prompt."""
    x = F.log_mel(F.mel_power(np.pad(audio, (0, 160))))
    total, seek, out, prev = x.shape[1] - 1, 0, [], []
    while seek < total:
        n = min(3000, total - seek)
        w = np.pad(x[:, seek : seek + n], ((0, 0), (0, 3000 - n)))
        ids = greedy(
            model,
            torch.from_numpy(w)[None],
            True,
            first_max=50,
            prompt=(prev[-223:] if prompt and prev else None),
        )[0]
        seg = segments_of(ids)
        out += [
            (seek / 100 + (s or 0), None if e is None else seek / 100 + e, t) for s, e, t in seg
        ]
        prev += ids
        is_ts = [i >= TS0 for i in ids]
        pairs = [k for k in range(1, len(ids)) if is_ts[k] and is_ts[k - 1]]
        if pairs and is_ts[-2:] != [False, True]:
            seek += max(2, (ids[pairs[-1] - 1] - TS0) * 2)
        else:
            seek += n
    return out


class Evaluation:
    """Draws sentences not in `seen`; counts errors by kind of window."""

    def __init__(self, model, seen, seed):
        self.model, self.seen, self.rng = model, seen, random.Random(seed)
        self.seed, self.tallies, self.wrong, self.took = seed, {}, [], 0.0

    def run(self, name, voice, kind, pad, timestamps, n):
        items = [
            make(self.rng, self.seen, kind, voice or self.rng.choice(VOICES)) for _ in range(n)
        ]
        f = F.whisper_window if pad == "zeros" else F.faster_whisper_window
        mel = torch.from_numpy(np.stack([f(x) for x, _ in items]))
        t, outs = time.time(), []
        for i in range(0, n, 5):
            outs += greedy(self.model, mel[i : i + 5], timestamps, first_max=50)
        self.took += time.time() - t
        for (_, segs), o in zip(items, outs):
            hyp = self.tallies.setdefault(name, Tally()).add(segs, o, timestamps)
            ref = " ".join(x for _, _, x in segs)
            if ref != " ".join(hyp) and len(self.wrong) < 60:
                self.wrong.append((name, voice, ref, " ".join(hyp)))

    def voices(self, n):
        for v in VOICES + UNSEEN:
            label = "voice " + v + (" (unseen)" if v in UNSEEN else "")
            self.run(label, v, "single", "zeros", True, n // 2)
            self.run(label, v, "single", "fw", True, n - n // 2)

    def kinds(self, n):
        for name, kind, pad, timestamps, times in KINDS:
            self.run("type " + name, None, kind, pad, timestamps, times * n)

    def silence(self):
        """Silence and noise only: counts empty results."""
        g, empty, ns = np.random.default_rng(1), 0, []
        cases = [np.zeros(16000 * 5, np.float32), np.zeros(480000, np.float32)] + [
            (g.standard_normal(16000 * s) * lv).astype(np.float32)
            for s in (2, 10, 30)
            for lv in (1e-3, 1e-2, 0.1)
        ]
        for x in cases:
            mel = torch.from_numpy(F.faster_whisper_window(x))[None]
            empty += not words_of(greedy(self.model, mel, True, first_max=50)[0])
            ns.append(round(self.no_speech(mel), 3))
        return {"cases": len(cases), "empty": empty, "p_nospeech": ns}

    @torch.no_grad()
    def no_speech(self, mel):
        table = self.model.decoder.table()
        h, _ = self.model.decoder(torch.tensor([[SOT]]), self.model.encoder(mel), table)
        z = h[0, 0] @ table.t()
        z[JUNK] += LOG_N_JUNK
        return float(z.softmax(-1)[NOSPEECH])

    def long_form(self, prompt):
        """80 s, with or without the previous text as prompt."""
        tally, rng = Tally(), random.Random(self.seed + 7)
        for _ in range(2):
            audio, segs, t = [], [], 0.0
            for _ in range(3):
                x, s = make(rng, self.seen, "full", rng.choice(VOICES))
                segs += [(b + t, e + t, w) for b, e, w in s]
                audio.append(x)
                t += len(x) / 16000
            out = longform(self.model, np.concatenate(audio), prompt)
            ref = " ".join(w for *_, w in segs).split()
            e, n = wer_counts(ref, " ".join(w for *_, w in out).split())
            tally.err, tally.n, tally.windows = tally.err + e, tally.n + n, tally.windows + 1
        return tally.row()

    def result(self):
        result = {"silence": self.silence()}
        for prompt in (True, False):
            result[f"long form 80 s, prompt={prompt}"] = self.long_form(prompt)
        result.update((name, t.row()) for name, t in self.tallies.items())
        trained = [t for n, t in self.tallies.items() if not n.endswith("(unseen)")]
        words, err = sum(t.n for t in trained), sum(t.err for t in trained)
        wer = round(100 * err / max(1, words), 2)
        result["TOTAL trained voices"] = {"words": words, "wer": wer}
        result["decode_seconds"] = round(self.took, 1)
        return result


def arguments():
    ap = argparse.ArgumentParser()
    ap.add_argument("model")
    ap.add_argument("--n", type=int, default=10, help="single windows a voice")
    ap.add_argument("--int8", action="store_true")
    ap.add_argument("--json")
    ap.add_argument("--seed", type=int, default=4242)
    ap.add_argument(
        "--train-texts",
        nargs="*",
        default=[],
        help="banks whose sentences are not to be drawn again",
    )
    return ap.parse_args()


def main():
    a = arguments()
    torch.set_num_threads(int(os.environ.get("THREADS", "2")))
    evaluation = Evaluation(load(a.model, a.int8), texts(a.train_texts), a.seed)
    evaluation.voices(a.n)
    evaluation.kinds(a.n)
    result = evaluation.result()
    for name, value in result.items():
        print(name, value)
    for wrong in evaluation.wrong[:25]:
        print("  ", wrong)
    if a.json:
        with open(a.json, "w", encoding="utf-8") as file:
            said = {"result": result, "wrong": evaluation.wrong}
            json.dump(said, file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
