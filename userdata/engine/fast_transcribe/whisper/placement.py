"""Words of a window -> words of the file: each lies in the speech of one piece.

A window is pieces of the file without the silence between them. The alignment knows nothing of the
seams, so a word may seem to begin before one and to end after it; in the file that would be half a
minute of silence. It also lets a first word begin in the pause before it, and stretches words over
speech that was not written.
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

# Seconds from a piece's first or last word to where its speech begins or ends: what is nearer is
# too short to be decoded on its own (unread.py), so it belongs to the word
_NEAR = 0.6
_REACHES = 0.04  # seconds of speech that are more than a wrong end
_LEAST, _EACH = 0.8, 0.08  # seconds that a word may take, and for each of its letters
_STOPS = (".", "!", "?", "…", "。", "！", "？")
_MARKED = re.compile(r"[.,:;!?…。、，！？]$")
_SPELLED = re.compile(r"[\d.]|www", re.IGNORECASE)  # digits, and of an address the dots and www
_NAME = 4  # letters in which one of these characters is said


def placed(words: Sequence[Word], times: TimeMap, speech: Spans) -> list[Word]:
    """words: window seconds; speech: file samples [start, end) of each piece. -> file seconds."""
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
    """The piece of each word, ascending.

    The alignment gives the pause between two pieces to the word before it or to the one after, and
    that word a part of the speech on the other side as well. It is the one after more often than
    not, unless there is punctuation behind it.
    """
    spoken = [_in_window(piece, span) for piece, span in zip(times.pieces, speech)]
    chosen = (
        (_most if _MARKED.search(word.text) else _last)(_shares(word, times, spoken))
        for word in words
    )
    return _with_their_sentence(words, list(accumulate(chosen, max)))


Shares = Mapping[int, float]


def _shares(word: Word, times: TimeMap, spoken: Sequence[tuple[float, float]]) -> Shares:
    """Seconds of each piece's speech in the word; a little more where its middle is."""
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


def _most(shares: Shares) -> int:
    return max(shares, key=shares.__getitem__)


def _last(shares: Shares) -> int:
    """The last piece that the word reaches into."""
    return max((p for p, share in shares.items() if share >= _REACHES), default=_most(shares))


def _in_window(piece: tuple[int, int], speech: tuple[int, int]) -> tuple[float, float]:
    """Window seconds of a piece's speech."""
    at, source = piece
    return (speech[0] - source + at) / RATE, (speech[1] - source + at) / RATE


def _with_their_sentence(words: Sequence[Word], pieces: list[int]) -> list[int]:
    """A sentence's first word, heard at the end of the piece before, goes to the rest of it."""
    for i in range(1, len(words) - 1):
        before, here, after = pieces[i - 1 : i + 2]
        if before == here < after and _ends(words[i - 1]) and not _ends(words[i]):
            pieces[i] = after
    return pieces


def _ends(word: Word) -> bool:
    return word.text.endswith(_STOPS)


def _in_speech(
    word: Word, piece: tuple[int, int], speech: tuple[int, int], outer: tuple[bool, bool]
) -> Word:
    """outer: whether the word is the first, and the last, of its piece."""
    low, high = (sample / RATE for sample in speech)
    shift = (piece[1] - piece[0]) / RATE
    start, end = (min(max(second + shift, low), high) for second in (word.start, word.end))
    if outer[0] and start - low < _NEAR:
        start = low
    if outer[1] and high - end < _NEAR:
        end = high
    most = longest(word.text)
    if outer[1] and end == high:  # a last word begins too early rather than late
        return replace(word, start=max(start, end - most), end=end)
    return replace(word, start=start, end=min(end, start + most))


def longest(text: str) -> float:
    """Seconds that a word may take."""
    letters = text.rstrip(".")
    spelled = sum(len(found.group()) for found in _SPELLED.finditer(letters))
    return _LEAST + _EACH * (len(letters) + (_NAME - 1) * spelled)
