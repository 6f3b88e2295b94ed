"""Words that are names, joined to spans within their segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .word_scores import WordScore

LEAST_SCORE = 0.5  # from which a name is likelier than none


@dataclass
class NameSpan:
    """Words `first` to `last` of a segment, numbered from 0. `score`: of the least sure one."""

    segment: int
    first: int
    last: int
    score: float


def spans_of(
    lengths: Sequence[int], scores: Sequence[WordScore], least: float = LEAST_SCORE
) -> list[NameSpan]:
    """lengths: words of each segment. scores: of all words. A name over two segments has two spans."""
    spans: list[NameSpan] = []
    place = 0
    for segment, length in enumerate(lengths):
        open_span: NameSpan | None = None
        for word, own in enumerate(scores[place : place + length]):
            if own.score < least:
                open_span = None
            elif open_span is None or own.begins:
                open_span = NameSpan(segment, word, word, own.score)
                spans.append(open_span)
            else:
                open_span.last, open_span.score = word, min(open_span.score, own.score)
        place += length
    return spans
