"""Byte-level BPE: a token is spelled with one printable character per byte.

The table is GPT-2's (encoder.py in its repository), which Whisper uses too: printable Latin-1
characters stand for themselves, the other 68 bytes in ascending order are U+0100 and after.
"""

from __future__ import annotations

_PRINTABLE = (*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))
_OTHERS = sorted(set(range(0x100)) - set(_PRINTABLE))
_BYTES = {chr(b): b for b in _PRINTABLE} | {chr(0x100 + i): b for i, b in enumerate(_OTHERS)}

SPACE = next(written for written, byte in _BYTES.items() if byte == 0x20)  # Ġ


def token_bytes(token: str) -> bytes:
    """Returns a token's bytes; a token with characters outside the table is its own UTF-8."""
    try:
        return bytes(map(_BYTES.__getitem__, token))
    except KeyError:
        return token.encode("utf-8", "replace")
