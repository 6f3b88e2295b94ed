"""Byte-level BPE's spelling: tokens are bytes, each written as one printable character.

GPT-2's table (its encoder.py), which Whisper took over: Latin-1's printable characters stand for
themselves; the other 68 bytes, in ascending order, for U+0100 and after.
"""

from __future__ import annotations

_PRINTABLE = (*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))
_OTHERS = sorted(set(range(0x100)) - set(_PRINTABLE))
_BYTES = {chr(b): b for b in _PRINTABLE} | {chr(0x100 + i): b for i, b in enumerate(_OTHERS)}

SPACE = next(written for written, byte in _BYTES.items() if byte == 0x20)  # Ġ


def token_bytes(token: str) -> bytes:
    """What a token stands for. One that is not spelled like this stands for itself, in UTF-8."""
    try:
        return bytes(map(_BYTES.__getitem__, token))
    except KeyError:
        return token.encode("utf-8", "replace")
