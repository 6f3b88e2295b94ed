"""Train the micro Whisper. Stages differ only in window length and mix; see ../README.md."""

from __future__ import annotations

import argparse
import math
import time

import torch
import torch.multiprocessing as mp
import torch.nn as nn
import torch.nn.functional as F

from data import N_LABELS, Bank, Composer
from decode import greedy, wer_counts
from model import Whisper
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
            # training aids, not exported: word and previous word at each encoder output,
            # phone half-way up the encoder
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
        # the alignment head (last layer, head 0) looks at the token to come; head 0 of the
        # layer before it looks at the token just read, so that the decoder knows its place
        g = guide_loss(probs[-1][:, 0], lo, hi)
        back = guide_loss(probs[-2][:, 0], F.pad(lo[:, :-1], (1, 0)), F.pad(hi[:, :-1], (1, 0)))
        total = total + a.guide * (g + 0.5 * back)
        log["guide"], log["back"] = g.item(), back.item()
    (total / a.micro).backward()


class Muon:
    """Orthogonalised momentum for the square-ish weight matrices inside the layers."""

    def __init__(self, model, params, total):
        where, i = {}, 0
        for p in params:
            where[id(p)] = i
            i += p.numel()
        self.groups, self.others = {}, torch.ones(total)
        for name, p in model.named_parameters():
            if ".layers." in name and p.dim() == 2:
                self.groups.setdefault(tuple(p.shape), []).append(where[id(p)])
                self.others[where[id(p)] : where[id(p)] + p.numel()] = 0.0
        self.buf = {s: torch.zeros(len(o), *s) for s, o in self.groups.items()}

    def step(self, flat, g, lr):
        for shape, offs in self.groups.items():
            n = shape[0] * shape[1]
            x = torch.stack([g[o : o + n].view(shape) for o in offs])
            buf = self.buf[shape]
            buf.mul_(0.95).add_(x)
            u = x + 0.95 * buf
            u = u.transpose(1, 2) if shape[0] > shape[1] else u
            u = (u / (u.norm(dim=(1, 2), keepdim=True) + 1e-9)).bfloat16()
            for _ in range(5):
                s = u @ u.transpose(1, 2)
                u = 3.4445 * u + (-4.7750 * s + 2.0315 * (s @ s)) @ u
            u = (u.transpose(1, 2) if shape[0] > shape[1] else u).float()
            scale = lr * max(1.0, shape[0] / shape[1]) ** 0.5
            for k, o in enumerate(offs):
                flat[o : o + n] -= scale * u[k].flatten()


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


def worker(rank, a, flat, grads, todo, barrier, stop, seed):
    """Takes micro-batches from a shared counter, so a busy core only slows its own share."""
    torch.set_num_threads(1)
    model, aux, params = build(a)
    flatten_into(params, flat)
    composer = Mix(a, seed + rank, a.bank)
    log = {}
    while True:
        barrier.wait()
        if stop.value:
            return
        for p in params:
            p.grad = None
        work(model, aux, params, composer, a, todo, grads[rank], log)
        barrier.wait()


def work(model, aux, params, composer, a, todo, grad, log):
    while True:
        with todo.get_lock():
            if todo.value <= 0:
                break
            todo.value -= 1
        micro_step(model, aux, composer, a, log)
    i = 0
    for p in params:
        n = p.numel()
        grad[i : i + n] = p.grad.flatten() if p.grad is not None else 0.0
        i += n


def main():
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
    a = ap.parse_args()
    torch.set_num_threads(1)
    model, aux, params = build(a)
    seen = {"windows": 0, "steps": 0, "seconds": 0.0, "audio_hours": 0.0}
    if a.init:
        ck = torch.load(a.init)
        model.load_state_dict(ck["model"])
        aux.load_state_dict(ck["aux"])
        seen = ck["seen"]
    total = sum(p.numel() for p in params)
    print("parameters", sum(p.numel() for p in model.parameters()), flush=True)
    flat = torch.cat([p.data.flatten() for p in params]).share_memory_()
    decay = torch.cat([torch.full((p.numel(),), 0.01 if p.dim() > 1 else 0.0) for p in params])
    grads = torch.zeros(a.procs, total).share_memory_()
    flatten_into(params, flat)
    m, v = torch.zeros(total), torch.zeros(total)
    muon = Muon(model, params, total)
    ctx = mp.get_context("spawn")
    todo, stop, barrier = ctx.Value("i", 0), ctx.Value("i", 0), ctx.Barrier(a.procs)
    seed = a.seed * 100000 + seen["steps"] * 10
    helpers = [
        ctx.Process(target=worker, args=(r, a, flat, grads, todo, barrier, stop, seed), daemon=True)
        for r in range(1, a.procs)
    ]
    for h in helpers:
        h.start()
    composer = Mix(a, seed, a.bank)
    val = Mix(a, 77, a.bank[:1]).main  # a monitor: same sentences, other mixes
    start, step, log = time.time(), 0, {}
    last_save = last_log = last_check = start
    while True:
        frac = (time.time() - start) / (60 * a.minutes)
        if frac >= 1:
            break
        lr = (
            a.lr
            * min(1, (step + 1) / a.warmup)
            * (a.final_lr + (1 - a.final_lr) * 0.5 * (1 + math.cos(math.pi * frac)))
        )
        todo.value = a.micro
        barrier.wait()
        for p in params:
            p.grad = None
        work(model, aux, params, composer, a, todo, grads[0], log)
        barrier.wait()
        g = grads.sum(0)
        norm = g.norm().item()
        step += 1
        if math.isfinite(norm):  # AdamW by hand on the flat vector
            g.mul_(min(1.0, 1.0 / (norm + 1e-6)))
            if a.muon > 0:
                muon.step(flat, g, a.muon * lr / a.lr)
                g.mul_(muon.others)
            m.mul_(0.9).add_(g, alpha=0.1)
            v.mul_(0.98).addcmul_(g, g, value=0.02)
            mh, vh = m / (1 - 0.9**step), v / (1 - 0.98**step)
            flat.mul_(1 - lr * decay).addcdiv_(mh, vh.sqrt_().add_(1e-8), value=-lr)
        seen["windows"] += a.batch * a.micro
        seen["audio_hours"] += a.batch * a.micro * a.frames / 360000
        seen["steps"] += 1
        now = time.time()
        if now - last_log > 20:
            last_log = now
            print(
                f"{now - start:6.0f}s step {step} lr {lr:.1e} norm {norm:.2f} "
                + " ".join(f"{k} {x:.3f}" for k, x in log.items()),
                flush=True,
            )
        if now - last_save > 120:
            last_save = now
            save(a, model, aux, seen, start)
        if now - last_check > a.check:
            last_check = now
            err, n = quick_wer(model, val, 8, a.floating)
            print(
                f"        greedy WER (monitor) {100 * err / max(1, n):.1f} % of {n} words",
                flush=True,
            )
    stop.value = 1
    barrier.wait()
    save(a, model, aux, seen, start)
    err, n = quick_wer(model, val, 24, a.floating)
    print(
        f"done: steps {step}, windows {seen['windows']}, hours {seen['audio_hours']:.1f}, "
        f"greedy WER (monitor) {100 * err / max(1, n):.2f} % of {n} words"
    )


def save(a, model, aux, seen, start):
    s = dict(seen)
    s["seconds"] = seen["seconds"] + time.time() - start
    torch.save(
        {"model": model.state_dict(), "aux": aux.state_dict(), "seen": s, "dims": model.dims}, a.out
    )


@torch.no_grad()
def quick_wer(model, comp, n, floating):
    mel, ids, tgt, *_, off = comp.batch(n)
    err = tot = 0
    use_ts = [(TS0 <= t[t >= 0]).any().item() for t in tgt]
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
