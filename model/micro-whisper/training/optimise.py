"""Muon for the layers' matrices, AdamW for the rest, on one flat vector of parameters."""

from __future__ import annotations

import math

import torch


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


class Optimiser:
    """A custom AdamW, since the parameters are one vector shared by all processes."""

    def __init__(self, a, model, params, flat):
        self.a, self.flat, self.steps = a, flat, 0
        decays = [torch.full((p.numel(),), 0.01 if p.dim() > 1 else 0.0) for p in params]
        self.decay = torch.cat(decays)
        self.mean, self.square = torch.zeros(len(flat)), torch.zeros(len(flat))
        self.muon = Muon(model, params, len(flat))

    def rate(self, done):
        """The learning rate after the share `done` of the time: warm-up, then a cosine."""
        low, a = self.a.final_lr, self.a
        falling = low + (1 - low) * 0.5 * (1 + math.cos(math.pi * done))
        return a.lr * min(1, (self.steps + 1) / a.warmup) * falling

    def step(self, g, lr):
        """-> the gradient's norm; skips non-finite steps."""
        norm = g.norm().item()
        self.steps += 1
        if not math.isfinite(norm):
            return norm
        g.mul_(min(1.0, 1.0 / (norm + 1e-6)))
        if self.a.muon > 0:
            self.muon.step(self.flat, g, self.a.muon * lr / self.a.lr)
            g.mul_(self.muon.others)
        self.mean.mul_(0.9).add_(g, alpha=0.1)
        self.square.mul_(0.98).addcmul_(g, g, value=0.02)
        mean = self.mean / (1 - 0.9**self.steps)
        square = self.square / (1 - 0.98**self.steps)
        step = square.sqrt_().add_(1e-8)
        self.flat.mul_(1 - lr * self.decay).addcdiv_(mean, step, value=-lr)
        return norm
