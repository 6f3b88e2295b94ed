"""Train the micro Whisper. Stages differ only in window length and mix; see ../README.md."""

from __future__ import annotations

import argparse
import time

import torch
import torch.multiprocessing as mp
import torch.nn as nn
import torch.nn.functional as F

from data import N_LABELS, Bank, Composer
from decode import greedy, wer_counts
from model import Whisper
from optimise import Optimiser
from vocab import JUNK, LOG_N_JUNK, N_ROWS, N_TS, PHONES, TS0, words_of

TS_SMOOTH = {0: 0.64, -1: 0.16, 1: 0.16, -2: 0.02, 2: 0.02}


def decoder_loss(logits, tgt):
    logp = logits.log_softmax(-1)
    keep = tgt >= 0
    logp, tgt = logp[keep], tgt[keep]
    is_ts = tgt >= TS0
    words = -logp[~is_ts].gather(1, tgt[~is_ts, None]).squeeze(1)
    lt, tt = logp[is_ts], tgt[is_ts]
    times = torch.zeros(len(tt))
    for d, w in TS_SMOOTH.items():
        times = times - w * lt.gather(1, (tt + d).clamp(TS0, TS0 + N_TS - 1)[:, None]).squeeze(1)
    return words, times


def logits_of(h, table):
    z = (h @ table.t()).float()
    bump = torch.zeros(z.shape[-1])
    bump[JUNK] = LOG_N_JUNK
    return z + bump


def guide_loss(p, lo, hi):
    """-log of the attention weight inside [lo, hi), over the rows that have such a span."""
    cum = F.pad(p.float().cumsum(-1), (1, 0))
    inside = (cum.gather(2, hi[..., None]) - cum.gather(2, lo[..., None])).squeeze(-1)
    rows = -(inside.clamp(0, 1) + 1e-3).log()[hi > 0]
    return rows.mean() if len(rows) else rows.sum()


def micro_step(model, aux, composers, a, log):
    """Loss of one micro-batch; gradients are added to .grad."""
    composer, size = composers.choice()
    mel, ids, tgt, lo, hi, labels, off = composer.batch(size)
    with torch.autocast("cpu", torch.bfloat16):
        enc, middle = model.encoder(mel, off if composer.floating else None, want_middle=True)
        table = model.decoder.table()
        h, probs = model.decoder(ids, enc, table, guide=a.guide > 0)
        z = logits_of(h, table)
        if a.aux > 0:
            # auxiliary losses, not exported: word and previous word at each encoder output,
            # phone at the encoder's middle layer
            inputs = (enc, enc, F.layer_norm(middle, middle.shape[-1:]))
            frame = [
                F.cross_entropy(m(x).float().flatten(0, 1), labels[:, i].flatten())
                for i, (m, x) in enumerate(zip(aux, inputs))
            ]
    words, times = decoder_loss(z, tgt)
    total = torch.cat([words, times]).mean()
    log["word"] = words.mean().item()
    log["time"] = times.mean().item() if len(times) else 0
    log["acc"] = (z.argmax(-1)[tgt >= 0] == tgt[tgt >= 0]).float().mean().item()
    if a.aux > 0:
        total = total + a.aux * (frame[0] + 0.5 * frame[1] + frame[2])
        log["frame"], log["prev"], log["phone"] = (f.item() for f in frame)
    if a.guide > 0:
        # the alignment head (last layer, head 0) attends to the next token; head 0 of the layer
        # before it attends to the token just read, so that the decoder knows its position
        g = guide_loss(probs[-1][:, 0], lo, hi)
        back = guide_loss(probs[-2][:, 0], F.pad(lo[:, :-1], (1, 0)), F.pad(hi[:, :-1], (1, 0)))
        total = total + a.guide * (g + 0.5 * back)
        log["guide"], log["back"] = g.item(), back.item()
    (total / a.micro).backward()


def flatten_into(params, flat):
    """Make every parameter a view of the shared flat vector."""
    i = 0
    for p in params:
        p.data = flat[i : i + p.numel()].view_as(p)
        i += p.numel()


def build(a):
    torch.manual_seed(a.seed)
    model = Whisper(a.d, a.heads, a.enc, a.dec, N_ROWS)
    aux = nn.ModuleList(
        [nn.Linear(a.d, N_LABELS), nn.Linear(a.d, N_LABELS), nn.Linear(a.d, len(PHONES) + 1)]
    )
    return model, aux, list(model.parameters()) + list(aux.parameters())


class Mix:
    """Windows of --frames, and with probability --mix shorter floating ones (cheaper)."""

    def __init__(self, a, seed, bank):
        b, self.a = Bank(bank), a
        self.main = Composer(
            b,
            frames=a.frames,
            seed=seed,
            floating=a.floating,
            prompts=a.prompts,
            single=a.single,
            cuts=a.cuts,
        )
        self.short = Composer(
            b, frames=a.mix_frames, seed=seed + 5, floating=True, single=a.single, cuts=a.cuts
        )

    def choice(self):
        if self.main.rng.random() < self.a.mix:
            return self.short, self.a.mix_batch
        return self.main, self.a.batch


class Crew:
    """The processes that share the micro-batches of a step, this one included.

    They take micro-batches from a shared counter, so a busy core only slows its own share.
    """

    def __init__(self, a, flat, seed):
        self.a, self.flat, self.seed = a, flat, seed
        self.grads = torch.zeros(a.procs, len(flat)).share_memory_()
        ctx = mp.get_context("spawn")
        self.todo, self.stop = ctx.Value("i", 0), ctx.Value("i", 0)
        self.barrier = ctx.Barrier(a.procs)
        self.helpers = [
            ctx.Process(target=help_out, args=(self, rank), daemon=True)
            for rank in range(1, a.procs)
        ]

    def __getstate__(self):
        return {k: v for k, v in self.__dict__.items() if k != "helpers"}

    def start(self):
        for helper in self.helpers:
            helper.start()

    def gradient(self, share):
        """One step's gradient, summed over all processes."""
        self.todo.value = self.a.micro
        self.barrier.wait()
        share.work(self, 0)
        self.barrier.wait()
        return self.grads.sum(0)

    def end(self):
        self.stop.value = 1
        self.barrier.wait()


class Share:
    """One process's part of a step."""

    def __init__(self, a, model, aux, params, seed):
        self.a, self.model, self.aux, self.params = a, model, aux, params
        self.composers = Mix(a, seed, a.bank)
        self.log = {}

    def work(self, crew, rank):
        for p in self.params:
            p.grad = None
        while self.take(crew.todo):
            micro_step(self.model, self.aux, self.composers, self.a, self.log)
        at, grad = 0, crew.grads[rank]
        for p in self.params:
            n = p.numel()
            grad[at : at + n] = p.grad.flatten() if p.grad is not None else 0.0
            at += n

    @staticmethod
    def take(todo):
        with todo.get_lock():
            todo.value -= 1
            return todo.value >= 0


def help_out(crew, rank):
    torch.set_num_threads(1)
    model, aux, params = build(crew.a)
    flatten_into(params, crew.flat)
    share = Share(crew.a, model, aux, params, crew.seed + rank)
    while True:
        crew.barrier.wait()
        if crew.stop.value:
            return
        share.work(crew, rank)
        crew.barrier.wait()


class Monitor:
    """Prints, saves and checks, each at its own interval in seconds."""

    def __init__(self, a, model, aux, seen):
        self.a, self.model, self.aux, self.seen = a, model, aux, seen
        self.val = Mix(a, 77, a.bank[:1]).main  # same sentences, other mixes
        self.start = time.time()
        self.last = {"log": self.start, "save": self.start, "check": self.start}

    def due(self, what, seconds):
        if time.time() - self.last[what] <= seconds:
            return False
        self.last[what] = time.time()
        return True

    def after_step(self, steps, lr, norm, log):
        self.seen["windows"] += self.a.batch * self.a.micro
        self.seen["audio_hours"] += self.a.batch * self.a.micro * self.a.frames / 360000
        self.seen["steps"] += 1
        if self.due("log", 20):
            head = f"{time.time() - self.start:6.0f}s step {steps} lr {lr:.1e} norm {norm:.2f} "
            print(head + " ".join(f"{k} {x:.3f}" for k, x in log.items()), flush=True)
        if self.due("save", 120):
            self.save()
        if self.due("check", self.a.check):
            print("       ", self.wer(8), flush=True)

    def wer(self, windows):
        err, n = quick_wer(self.model, self.val, windows, self.a.floating)
        return f"greedy WER (monitor) {100 * err / max(1, n):.2f} % of {n} words"

    def save(self):
        save(self.a, self.model, self.aux, self.seen, self.start)


def arguments():
    ap = argparse.ArgumentParser()
    ap.add_argument("--out", required=True)
    ap.add_argument("--init")
    ap.add_argument("--bank", nargs="+", required=True)
    ap.add_argument("--frames", type=int, default=480)
    ap.add_argument("--batch", type=int, default=12, help="windows a micro-batch")
    ap.add_argument("--micro", type=int, default=4, help="micro-batches a step")
    ap.add_argument("--procs", type=int, default=2)
    ap.add_argument("--minutes", type=float, default=5)
    ap.add_argument("--lr", type=float, default=1e-3)
    ap.add_argument("--muon", type=float, default=0.0, help="peak step of Muon; 0: AdamW only")
    ap.add_argument("--final-lr", type=float, default=0.05, help="fraction of lr at the end")
    ap.add_argument("--warmup", type=int, default=200)
    ap.add_argument("--floating", action="store_true")
    ap.add_argument("--prompts", type=float, default=0.0)
    ap.add_argument("--single", type=float, default=0.4)
    ap.add_argument("--cuts", type=float, default=0.15)
    ap.add_argument("--aux", type=float, default=0.5)
    ap.add_argument("--guide", type=float, default=0.3)
    ap.add_argument("--mix", type=float, default=0.0)
    ap.add_argument("--mix-frames", type=int, default=1000)
    ap.add_argument("--mix-batch", type=int, default=8)
    ap.add_argument("--check", type=float, default=480, help="seconds between greedy checks")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--d", type=int, default=128)
    ap.add_argument("--heads", type=int, default=4)
    ap.add_argument("--enc", type=int, default=4)
    ap.add_argument("--dec", type=int, default=3)
    return ap.parse_args()


def main():
    a = arguments()
    torch.set_num_threads(1)
    model, aux, params = build(a)
    seen = {"windows": 0, "steps": 0, "seconds": 0.0, "audio_hours": 0.0}
    if a.init:
        ck = torch.load(a.init)
        model.load_state_dict(ck["model"])
        aux.load_state_dict(ck["aux"])
        seen = ck["seen"]
    print("parameters", sum(p.numel() for p in model.parameters()), flush=True)
    flat = torch.cat([p.data.flatten() for p in params]).share_memory_()
    flatten_into(params, flat)
    seed = a.seed * 100000 + seen["steps"] * 10
    crew, share = Crew(a, flat, seed), Share(a, model, aux, params, seed)
    crew.start()
    optimiser, monitor = Optimiser(a, model, params, flat), Monitor(a, model, aux, seen)
    while (done := (time.time() - monitor.start) / (60 * a.minutes)) < 1:
        lr = optimiser.rate(done)
        norm = optimiser.step(crew.gradient(share), lr)
        monitor.after_step(optimiser.steps, lr, norm, share.log)
    crew.end()
    monitor.save()
    print(
        f"done: steps {optimiser.steps}, windows {seen['windows']},"
        f" hours {seen['audio_hours']:.1f}, {monitor.wer(24)}"
    )


def save(a, model, aux, seen, start):
    s = dict(seen)
    s["seconds"] = seen["seconds"] + time.time() - start
    torch.save(
        {"model": model.state_dict(), "aux": aux.state_dict(), "seen": s, "dims": model.dims}, a.out
    )


@torch.no_grad()
def quick_wer(model, comp, n, floating):
    mel, _, tgt, *_, off = comp.batch(n)
    err = tot = 0
    use_ts = [(t[t >= 0] >= TS0).any().item() for t in tgt]
    for mode in (True, False):
        sel = [i for i in range(n) if use_ts[i] == mode]
        if not sel:
            continue
        out = greedy(model, mel[sel], mode, off[sel] if floating else None)
        for i, o in zip(sel, out):
            e, m = wer_counts(words_of(tgt[i][tgt[i] >= 0].tolist()), words_of(o))
            err, tot = err + e, tot + m
    return err, tot


if __name__ == "__main__":
    main()
