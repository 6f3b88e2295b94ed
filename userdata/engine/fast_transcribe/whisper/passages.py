"""A window's tokens -> passages: what stands between two timestamp tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .tokens import Vocabulary


@dataclass(frozen=True)
class Passage:
    """Text between two timestamp tokens: window seconds, and which of the text tokens it is."""

    start: float
    end: float
    first: int
    tokens: Sequence[int]


def passages(tokens: Sequence[int], window_end: float, vocabulary: Vocabulary) -> Iterator[Passage]:
    """Splits <|a|> text <|b|><|c|> text <|d|>. Speech cut by the window's end has no last time."""
    start, first, text = 0.0, 0, list[int]()
    for token in tokens:
        if vocabulary.is_text(token):
            text.append(token)
            continue
        time = min(max(vocabulary.seconds(token), 0.0), window_end)
        if text:
            yield Passage(start, time, first, text)
            first, text = first + len(text), []
        start = time
    if text:
        yield Passage(start, window_end, first, text)
