"""Greedy decoding with Whisper's timestamp rules, on the compact vocabulary."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from vocab import EOT, JUNK, LEXICON, LOG_N_JUNK, NOSPEECH, NOTS, SOP, SOT, SV, TRANSCRIBE, TS0


def wer_counts(ref, hyp):
    d = list(range(len(hyp) + 1))
    for i, r in enumerate(ref, 1):
        prev, d[0] = d[0], i
        for j, h in enumerate(hyp, 1):
            prev, d[j] = d[j], min(d[j] + 1, d[j - 1] + 1, prev + (r != h))
    return d[-1], len(ref)


def step(dec, ids, pos, table, cross, cache):
    """Hidden states of `ids` (absolute position of the first: pos); extends the self-attention
    cache in place. Only the prompt has more than one token, so a mask is needed only there."""
    x = F.embedding(ids, table) + dec.embed_positions.weight[pos : pos + ids.shape[1]]
    t = ids.shape[1]
    mask = torch.full((t, t), float("-inf")).triu(1) if t > 1 else None
    for i, layer in enumerate(dec.layers):
        y = layer.self_attn_layer_norm(x)
        k, v = layer.self_attn.kv(y)
        if i in cache:
            k, v = torch.cat([cache[i][0], k], 2), torch.cat([cache[i][1], v], 2)
        cache[i] = k, v
        x = x + layer.self_attn(y, (k, v), mask)[0]
        x = x + layer.encoder_attn(layer.encoder_attn_layer_norm(x), cross[i])[0]
        x = x + layer.fc2(F.gelu(layer.fc1(layer.final_layer_norm(x))))
    return dec.layer_norm(x)


@torch.no_grad()
def greedy(model, mel, timestamps=True, offset=None, max_len=200, first_max=None, prompt=None):
    """mel [B, 80, T] -> list of compact id lists (after the prompt, before <|endoftext|>)."""
    dec = model.decoder
    enc = model.encoder(mel, offset)
    table = dec.table()
    kvs = [layer.encoder_attn.kv(enc) for layer in dec.layers]
    head = (
        ([SOP, *prompt] if prompt else []) + [SOT, SV, TRANSCRIBE] + ([] if timestamps else [NOTS])
    )
    n0 = len(head)
    ids = torch.tensor([head] * len(mel))
    done = torch.zeros(len(mel), dtype=torch.bool)
    cache, new = {}, ids
    while not done.all() and ids.shape[1] < min(448, n0 + max_len):
        h = step(dec, new, ids.shape[1] - new.shape[1], table, kvs, cache)
        z = h[:, -1] @ table.t()
        z[:, JUNK] += LOG_N_JUNK
        z[:, [SOT, SV, TRANSCRIBE, SOP, NOSPEECH, NOTS]] = float("-inf")
        for b in range(len(mel)):
            if not timestamps:
                z[b, TS0:] = float("-inf")
                continue
            seq = ids[b, n0:].tolist()
            last = bool(seq) and seq[-1] >= TS0
            before = len(seq) < 2 or seq[-2] >= TS0
            if not seq:
                z[b, :TS0] = float("-inf")
                if first_max is not None:
                    z[b, TS0 + first_max + 1 :] = float("-inf")
                continue
            if last and before:
                z[b, TS0:] = float("-inf")
            elif last:
                z[b, : len(LEXICON)] = float("-inf")
            times = [i for i in seq if i >= TS0]
            low = times[-1] + (0 if last and not before else 1)
            z[b, TS0:low] = float("-inf")
            lp = z[b].log_softmax(-1)
            if lp[TS0:].logsumexp(0) > lp[:TS0].max():
                z[b, :TS0] = float("-inf")
        nxt = z.argmax(-1)
        nxt[done] = EOT
        done |= nxt == EOT
        new = nxt[:, None]
        ids = torch.cat([ids, new], 1)
    res = []
    for row in ids[:, n0:].tolist():
        res.append(row[: row.index(EOT)] if EOT in row else row)
    return res
