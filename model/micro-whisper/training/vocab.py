"""Compact training vocabulary <-> the 51865 ids of multilingual Whisper."""

from __future__ import annotations

import math

from textgen import LEXICON

EOT, SOT, SV, TRANSCRIBE, SOP, NOSPEECH, NOTS = (len(LEXICON) + i for i in range(7))
JUNK = len(LEXICON) + 7  # stands for every id that is never a target
N_ROWS = JUNK + 1
TS0 = N_ROWS  # compact index of <|0.00|>; 1501 of them
N_TS = 1501
FULL_SIZE = 51865
IDS = [256 + i for i in range(len(LEXICON))] + [50257, 50258, 50273, 50359, 50361, 50362, 50363]
FULL_TS0 = 50364
N_JUNK = FULL_SIZE - len(IDS) - N_TS
LOG_N_JUNK = math.log(N_JUNK)  # added to the junk logit: softmax then equals the full one
WORD = {w: i for i, w in enumerate(LEXICON)}
# espeak's phone names, for an auxiliary loss; pauses are class 0
PHONES = """R t n a s E- l m d k E u: i: v A: O g b I u- j h f o: E: e: ; Y: p W 8 N sx U y: y S;
s. S @""".split()
SPECIAL_TEXT = {
    50257: "<|endoftext|>",
    50258: "<|startoftranscript|>",
    50273: "<|sv|>",
    50359: "<|transcribe|>",
    50361: "<|startofprev|>",
    50362: "<|nospeech|>",
    50363: "<|notimestamps|>",
}


def to_full(i: int) -> int:
    return FULL_TS0 + i - TS0 if i >= TS0 else IDS[i]


def words_of(ids) -> list[str]:
    return [LEXICON[i] for i in ids if i < len(LEXICON)]


def segments_of(ids):
    """[(start_s, end_s or None, text)] from a compact id sequence with timestamps."""
    out, start, words = [], None, []
    for i in ids:
        if i >= TS0:
            t = (i - TS0) * 0.02
            if words:
                out.append((start, t, " ".join(words)))
                start, words = None, []
            else:
                start = t
        elif i < len(LEXICON):
            words.append(LEXICON[i])
    if words:
        out.append((start, None, " ".join(words)))
    return out
