"""Words of a window -> words of the file: each lies in one piece, in the speech that is most of it.

A window is pieces of the file without the silence between them. The alignment knows nothing of the
seams, so a word may seem to begin before one and to end after it; in the file that would be half a
minute of silence. It also lets a first word begin in the pause before it, and stretches words over
speech that was not written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from ..audio.rate import RATE
from ..speech.timemap import TimeMap
from .words import Word

Spans = Sequence[tuple[int, int]]

# Seconds from a piece's first or last word to where its speech begins or ends: what is nearer is
# too short to be decoded on its own (unread.py), so it belongs to the word
_NEAR = 0.8
_LEAST, _EACH = 0.8, 0.08  # seconds that a word may take, and for each of its letters
_STOPS = (".", "!", "?", "…", "。", "！", "？")
_SPELLED = 4  # letters in which a digit is said, or the dot of an address


def placed(words: Sequence[Word], times: TimeMap, speech: Spans) -> list[Word]:
    """words: window seconds; speech: file samples [start, end) of each piece. -> file seconds."""
    spoken = [_in_window(piece, span) for piece, span in zip(times.pieces, speech)]
    pieces = _with_their_sentence(
        words, list(accumulate((_piece(word, times, spoken) for word in words), max))
    )
    return [
        _in_speech(
            word,
            times.pieces[piece],
            speech[piece],
            (pieces[i - 1 : i] != [piece], pieces[i + 1 : i + 2] != [piece]),
        )
        for i, (word, piece) in enumerate(zip(words, pieces))
    ]


def _with_their_sentence(words: Sequence[Word], pieces: list[int]) -> list[int]:
    """A sentence's first word, heard at the end of the piece before, goes to the rest of it."""
    for i in range(1, len(words) - 1):
        before, here, after = pieces[i - 1 : i + 2]
        if before == here < after and _ends(words[i - 1]) and not _ends(words[i]):
            pieces[i] = after
    return pieces


def _ends(word: Word) -> bool:
    return word.text.endswith(_STOPS)


def _in_window(piece: tuple[int, int], speech: tuple[int, int]) -> tuple[float, float]:
    """Window seconds of a piece's speech."""
    at, source = piece
    return (speech[0] - source + at) / RATE, (speech[1] - source + at) / RATE


def _piece(word: Word, times: TimeMap, spoken: Sequence[tuple[float, float]]) -> int:
    """The one whose speech the word has most of; outside of speech, the one with its middle."""
    middle = round((word.start + word.end) / 2 * RATE)
    here = max(bisect_right(times.pieces, middle, key=lambda p: p[0]) - 1, 0)
    first = max(bisect_right(times.pieces, word.start * RATE, key=lambda p: p[0]) - 1, 0)
    last = max(bisect_right(times.pieces, word.end * RATE, key=lambda p: p[0]), first + 1)

    def shared(piece: int) -> tuple[float, bool]:
        start, end = spoken[piece]
        return max(min(word.end, end) - max(word.start, start), 0.0), piece == here

    return max(range(first, last), key=shared)


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
    longest = _longest(word.text)
    if outer[1] and end == high:  # a last word begins too early rather than late
        return replace(word, start=max(start, end - longest), end=end)
    return replace(word, start=start, end=min(end, start + longest))


def _longest(text: str) -> float:
    letters = sum(_SPELLED if c.isdigit() or c == "." else 1 for c in text.rstrip("."))
    return _LEAST + _EACH * letters
