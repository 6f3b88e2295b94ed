"""Whisper in plain torch, with Hugging Face parameter names.

Attributes are named so that `state_dict()` keys equal those of WhisperForConditionalGeneration,
except the decoder embedding, which is kept compact during training (see vocab.py).
"""

from __future__ import annotations

import math

import torch
import torch.nn as nn
import torch.nn.functional as F


def sinusoids(length, channels, max_timescale=10000):
    inc = math.log(max_timescale) / (channels // 2 - 1)
    inv = torch.exp(-inc * torch.arange(channels // 2))
    t = torch.arange(length)[:, None] * inv[None]
    return torch.cat([t.sin(), t.cos()], dim=1)


class Attention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.h = heads
        self.k_proj = nn.Linear(d, d, bias=False)
        self.v_proj = nn.Linear(d, d)
        self.q_proj = nn.Linear(d, d)
        self.out_proj = nn.Linear(d, d)

    def split(self, x):
        b, t, d = x.shape
        return x.view(b, t, self.h, d // self.h).transpose(1, 2)

    def kv(self, x):
        return self.split(self.k_proj(x)), self.split(self.v_proj(x))

    def forward(self, x, kv, mask=None, want_probs=False):
        q = self.split(self.q_proj(x)) * (x.shape[-1] // self.h) ** -0.5
        k, v = kv
        s = q @ k.transpose(-1, -2)
        if mask is not None:
            s = s + mask
        p = s.softmax(-1)
        o = (p.to(v.dtype) @ v).transpose(1, 2).flatten(2)
        return self.out_proj(o), (p if want_probs else None)


class Layer(nn.Module):
    def __init__(self, d, heads, cross):
        super().__init__()
        self.self_attn = Attention(d, heads)
        self.self_attn_layer_norm = nn.LayerNorm(d)
        if cross:
            self.encoder_attn = Attention(d, heads)
            self.encoder_attn_layer_norm = nn.LayerNorm(d)
        self.fc1 = nn.Linear(d, 4 * d)
        self.fc2 = nn.Linear(4 * d, d)
        self.final_layer_norm = nn.LayerNorm(d)

    def forward(self, x, mask=None, cross_kv=None, want_probs=False, probs=None):
        y = self.self_attn_layer_norm(x)
        x = x + self.self_attn(y, self.self_attn.kv(y), mask)[0]
        p = None
        if cross_kv is not None:
            y, p = self.encoder_attn(
                self.encoder_attn_layer_norm(x), cross_kv, want_probs=want_probs
            )
            x = x + y
        return x + self.fc2(F.gelu(self.fc1(self.final_layer_norm(x)))), p


def conv3(x, conv, stride):
    """conv(x) for kernel 3, padding 1, on [B, T, C], as one matrix product: on this CPU faster
    than oneDNN's bfloat16 convolution, whose backward pass also reads uninitialised memory."""
    t = x.shape[1]
    x = F.pad(x, (0, 0, 1, 1))
    x = torch.cat([x[:, k : k + t : stride] for k in range(3)], dim=2)
    return F.linear(x, conv.weight.permute(0, 2, 1).flatten(1), conv.bias)


class Encoder(nn.Module):
    def __init__(self, d, heads, layers):
        super().__init__()
        self.conv1 = nn.Conv1d(80, d, 3, padding=1)
        self.conv2 = nn.Conv1d(d, d, 3, stride=2, padding=1)
        self.register_buffer("positions", sinusoids(1500, d), persistent=False)
        self.layers = nn.ModuleList(Layer(d, heads, False) for _ in range(layers))
        self.layer_norm = nn.LayerNorm(d)

    def forward(self, mel, offset=None, want_middle=False):
        """mel [B, 80, T]; offset [B]: first encoder position (only for short training crops)."""
        x = F.gelu(conv3(mel.transpose(1, 2), self.conv1, 1))
        x = F.gelu(conv3(x, self.conv2, 2)).float()
        n = x.shape[1]
        if offset is None:
            x = x + self.positions[:n]
        else:
            x = x + self.positions[offset[:, None] + torch.arange(n)]
        for i, layer in enumerate(self.layers):
            x, _ = layer(x)
            if i + 1 == len(self.layers) // 2:
                middle = x
        return (self.layer_norm(x), middle) if want_middle else self.layer_norm(x)


class Decoder(nn.Module):
    def __init__(self, d, heads, layers, n_rows):
        super().__init__()
        self.embed = nn.Embedding(n_rows, d)  # compact: words, specials, junk row last
        self.embed_positions = nn.Embedding(448, d)
        self.layers = nn.ModuleList(Layer(d, heads, True) for _ in range(layers))
        self.layer_norm = nn.LayerNorm(d)
        # 1501 timestamp rows = sinusoid(time) @ W + b, written out as plain rows at export
        self.register_buffer("times", sinusoids(1501, d), persistent=False)
        self.time_map = nn.Linear(d, d)

    def table(self):
        """[n_rows + 1501, d]: compact rows, then timestamp rows."""
        return torch.cat(
            [self.embed.weight, F.linear(self.times, self.time_map.weight, self.time_map.bias)]
        )

    def forward(self, ids, enc, table, guide=False, cross_kv=None):
        t = ids.shape[1]
        x = F.embedding(ids, table) + self.embed_positions.weight[:t]
        mask = torch.full((t, t), float("-inf")).triu(1)
        probs = []
        for i, layer in enumerate(self.layers):
            kv = cross_kv[i] if cross_kv is not None else layer.encoder_attn.kv(enc)
            x, p = layer(x, mask, kv, want_probs=guide and i >= len(self.layers) - 2)
            probs.append(p)
        return self.layer_norm(x), probs


class Whisper(nn.Module):
    def __init__(self, d=128, heads=4, enc_layers=4, dec_layers=3, n_rows=230):
        super().__init__()
        self.dims = {
            "d": d,
            "heads": heads,
            "enc_layers": enc_layers,
            "dec_layers": dec_layers,
            "n_rows": n_rows,
        }
        self.encoder = Encoder(d, heads, enc_layers)
        self.decoder = Decoder(d, heads, dec_layers, n_rows)
        self.init()

    def init(self):
        d = self.dims["d"]
        n = 2 * self.dims["enc_layers"]
        for name, p in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(p)
            elif p.dim() == 2 and "embed" not in name:
                nn.init.normal_(p, std=p.shape[1] ** -0.5)
                if "out_proj" in name or "fc2" in name:
                    p.data.mul_(n**-0.5)
        nn.init.normal_(self.decoder.embed.weight, std=0.08)
        self.decoder.embed_positions.weight.data = 0.1 * sinusoids(448, d)
        nn.init.normal_(self.decoder.time_map.weight, std=0.08 / d**0.5)
        self.init_local_heads()

    def init_local_heads(self):
        """Start each encoder head as a soft look at a fixed relative offset.

        The sinusoidal position at t + delta is a rotation of that at t, so q and k can be set
        to score cos(w (t + delta - s)) summed over a head's frequencies: a bump at s = t + delta.
        Only an initialisation: it spares the model learning locality.
        """
        d, h = self.dims["d"], self.dims["heads"]
        half, per = d // 2, d // h // 2
        inc = math.log(10000) / (half - 1)
        spans = [(-3, -1, 1, 3), (-6, -2, 2, 6), (-12, -4, 4, 12), (-24, -8, 8, 24)]
        for li, layer in enumerate(self.encoder.layers):
            a = layer.self_attn
            a.q_proj.weight.data.mul_(0.3)
            a.k_proj.weight.data.mul_(0.3)
            offs = spans[min(li, len(spans) - 1)]
            for head in range(h):
                delta = offs[head % len(offs)]
                for k in range(per):
                    j = int(k * (half * 0.75) / per) + li  # wavelengths 6 .. ~6000 positions
                    w = math.exp(-inc * j)
                    r, amp = head * 2 * per + 2 * k, 1.1
                    c, s = math.cos(w * delta) * amp, math.sin(w * delta) * amp
                    a.k_proj.weight.data[r, j] += amp  # sin(ws)
                    a.k_proj.weight.data[r + 1, j + half] += amp  # cos(ws)
                    a.q_proj.weight.data[r, j] += c  # sin(w(t+delta))
                    a.q_proj.weight.data[r, j + half] += s
                    a.q_proj.weight.data[r + 1, j + half] += c  # cos(w(t+delta))
                    a.q_proj.weight.data[r + 1, j] -= s
