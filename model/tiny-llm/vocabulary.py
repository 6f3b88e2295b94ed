"""Vocabulary of the tiny model: bytes, control tokens, and some letters and syllables."""

from __future__ import annotations

from dataclasses import dataclass

# llama.cpp's numbers of the types of tokens
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6

SPACE = "\u2581"  # SentencePiece's
END_OF_TURN = "<|im_end|>"
# Words begin with a space, so that a space alone is left to what is between the words of JSON.
SYLLABLES = ("th", "he", "en", "er", "st", "de", *(SPACE + letter for letter in "aehdms"))
CHARACTERS = SPACE + "".join(chr(code) for code in range(33, 127)) + "åäöÅÄÖéü–"


@dataclass(frozen=True)
class Token:
    text: str
    type: int
    """The higher, the earlier a pair of tokens is joined to this one."""
    score: float = 0.0


def tokens() -> list[Token]:
    """The first three are those that the GGUF names by number: unknown, begin and end of a text."""
    return [
        Token("<unk>", UNKNOWN),
        Token("<s>", CONTROL),
        Token("</s>", CONTROL),
        *(Token(f"<0x{byte:02X}>", BYTE) for byte in range(256)),
        Token("<|im_start|>", CONTROL),
        Token(END_OF_TURN, CONTROL),
        *(Token(text, NORMAL, -float(i + 10)) for i, text in enumerate(CHARACTERS)),
        *(Token(text, NORMAL, -float(i + 1)) for i, text in enumerate(SYLLABLES)),
    ]
