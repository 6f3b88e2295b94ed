"""Converts word times from window to file, placing each word in the speech of one piece.

A window is a series of pieces of the file without the silence between them. The alignment ignores
the seams, so it may let a word span one, which in the file can be half a minute of silence. It also
starts first words in the pause before them, and stretches words over speech without text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from ..audio.rate import RATE
from ..speech.timemap import TimeMap
from .words import Word

Spans = Sequence[tuple[int, int]]

# Seconds from the start or end of a piece's speech to its first or last word; less is added to the
# word, being too short to be decoded separately (unread.py)
_NEAR = 0.6
_MIN_OVERLAP = 0.04  # seconds of a piece's speech; less is an inexact end of the word
_BASE, _PER_LETTER = 0.8, 0.08  # seconds, of a word's maximum duration
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")
_PUNCTUATED = re.compile(r"[.,:;!?…。、，！？]$")
_SPELLED = re.compile(r"[\d.]|www", re.IGNORECASE)  # digits, and the dots and www of an address
_SPELLED_LETTERS = 4  # one of these characters takes as long as this many letters


def placed(words: Sequence[Word], times: TimeMap, speech: Spans) -> list[Word]:
    """words: window seconds. speech: file samples [start, end) per piece. Returns file seconds."""
    pieces = _pieces(words, times, speech)
    return [
        _in_speech(
            word,
            times.pieces[piece],
            speech[piece],
            (pieces[i - 1 : i] != [piece], pieces[i + 1 : i + 2] != [piece]),
        )
        for i, (word, piece) in enumerate(zip(words, pieces))
    ]


def _pieces(words: Sequence[Word], times: TimeMap, speech: Spans) -> list[int]:
    """Returns the piece index of each word, ascending.

    The alignment assigns the pause between two pieces to the word before or after it, with some
    speech of the other side. Usually it is the word after, unless punctuation follows the word.
    """
    spoken = [_in_window(piece, span) for piece, span in zip(times.pieces, speech)]
    chosen = (
        (_largest if _PUNCTUATED.search(word.text) else _last)(_shares(word, times, spoken))
        for word in words
    )
    return _with_first_words_moved(words, list(accumulate(chosen, max)))


Shares = Mapping[int, float]


def _shares(word: Word, times: TimeMap, spoken: Sequence[tuple[float, float]]) -> Shares:
    """Seconds of each piece's speech in the word; its middle decides between equals."""
    first, middle, last = (
        max(bisect_right(times.pieces, second * RATE, key=lambda p: p[0]) - 1, 0)
        for second in (word.start, (word.start + word.end) / 2, word.end)
    )
    shares = {}
    for piece in range(first, last + 1):
        low, high = spoken[piece]
        shares[piece] = max(min(word.end, high) - max(word.start, low), 0.0)
    shares[middle] += 1e-6
    return shares


def _largest(shares: Shares) -> int:
    return max(shares, key=shares.__getitem__)


def _last(shares: Shares) -> int:
    """The last piece that the word overlaps."""
    return max(
        (p for p, share in shares.items() if share >= _MIN_OVERLAP), default=_largest(shares)
    )


def _in_window(piece: tuple[int, int], speech: tuple[int, int]) -> tuple[float, float]:
    """A piece's speech in window seconds; piece: (window sample, file sample) of its start."""
    at, source = piece
    return (speech[0] - source + at) / RATE, (speech[1] - source + at) / RATE


def _with_first_words_moved(words: Sequence[Word], pieces: list[int]) -> list[int]:
    """Moves a sentence's first word from the end of a piece to the next, where the rest is."""
    for i in range(1, len(words) - 1):
        before, here, after = pieces[i - 1 : i + 2]
        if before == here < after and _ends(words[i - 1]) and not _ends(words[i]):
            pieces[i] = after
    return pieces


def _ends(word: Word) -> bool:
    return word.text.endswith(_SENTENCE_ENDS)


def _in_speech(
    word: Word, piece: tuple[int, int], speech: tuple[int, int], outer: tuple[bool, bool]
) -> Word:
    """outer: whether the word is the first, and whether it is the last, of its piece."""
    low, high = (sample / RATE for sample in speech)
    shift = (piece[1] - piece[0]) / RATE
    start, end = (min(max(second + shift, low), high) for second in (word.start, word.end))
    if outer[0] and start - low < _NEAR:
        start = low
    if outer[1] and high - end < _NEAR:
        end = high
    limit = max_duration(word.text)
    if outer[1] and end == high:  # a last word's start is too early rather than late
        return replace(word, start=max(start, end - limit), end=end)
    return replace(word, start=start, end=min(end, start + limit))


def max_duration(text: str) -> float:
    """Maximum duration of a word, in seconds."""
    letters = text.rstrip(".")
    spelled = sum(len(found.group()) for found in _SPELLED.finditer(letters))
    return _BASE + _PER_LETTER * (len(letters) + (_SPELLED_LETTERS - 1) * spelled)
