"""Where a line of Swedish may end: after a phrase, not inside one.

unspaced_breaks.py does the same for scripts without spaces. The rules are those of subtitlers:
after punctuation, else before a conjunction, else before a preposition; not after a word that
belongs to the next. Text without punctuation, or in another language, is balanced instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Costs of a break; a comma is 1
_COMMA, _CONJUNCTION, _PREPOSITION, _WITHIN, _BOUND = 1.0, 2.5, 3.5, 6.0, 9.0
_IMBALANCE = 4.0  # for a full line above an empty one
_ONE_WORD_LINE = 20.0  # more than all others together: only if no other break fits

_CONJUNCTIONS = frozenset(
    "och men eller samt utan att som när där medan eftersom därför om innan sedan fast fastän"
    " trots då vilket vilken vilka tills ifall så för än både varken antingen".split()
)
_PREPOSITIONS = frozenset(
    "i på till från med av hos vid över under mellan genom efter åt mot inom kring enligt bland"
    " före bakom framför utanför".split()
)
_BELONG_TO_THE_NEXT = (
    _CONJUNCTIONS
    | _PREPOSITIONS
    | frozenset(
        "en ett den det de detta denna dessa min mitt mina din ditt dina sin sitt sina vår vårt"
        " våra er ert era hans hennes deras jag du vi ni han hon man inte mycket är var har hade"
        " ska skulle kan kunde vill ville måste alla några många varje andra ingen inget inga"
        " hela".split()
    )
)
_PHRASE_ENDS = (",", ";", ":", "–", "—", "!", "?", "…")
_OPENING, _CLOSING = "\"'”’«([", "\"'”’»)]"


def break_cost(word: str, following: str) -> float:
    """Cost of a line break between these two words: 0 (a sentence ends) to 9."""
    if ends_sentence(word, following):
        return 0.0
    if word.rstrip(_CLOSING).endswith(_PHRASE_ENDS) or following[0] in "–—":
        return _COMMA
    bound = word.lower() in _BELONG_TO_THE_NEXT
    if bound or word.isdigit() or word.endswith("."):  # 10 000, 5 procent; kl. 9, t.ex. nu
        return _BOUND
    if following.lower() in _CONJUNCTIONS:
        return _CONJUNCTION
    return _PREPOSITION if following.lower() in _PREPOSITIONS else _WITHIN


def ends_sentence(word: str, following: str) -> bool:
    """Whether a sentence ends here: not at the stop of an abbreviation or initial.

    An abbreviation's is followed by a small letter or a digit (t.ex., kl. 9).
    """
    bare = word.rstrip(_CLOSING)
    after = following.lstrip(_OPENING)[:1]
    if bare.endswith(("!", "?", "…")):
        return not after.islower()  # ”Vart då?” frågade han
    return bare.endswith(".") and len(bare) > 2 and not (after.islower() or after.isdigit())


@dataclass(frozen=True)
class Gap:
    """Between two words: cost of a line break there, and of having none (`joined`).

    `blank`: columns between them on one line.
    """

    cost: float
    joined: float = 0.0
    blank: int = 1


def best_split(lengths: Sequence[int], gaps: Sequence[Gap], line: int) -> tuple[int, float] | None:
    """(number of words in the first line, cost), all words for one line; None: they do not fit.

    lengths: columns of each word. gaps: after each word, the last is ignored. line: columns.
    """
    words = len(lengths)
    between = gaps[: words - 1]
    total, joined = sum(lengths), 0.0
    for gap in between:
        total += gap.blank
        joined += gap.joined
    best = (words, joined) if total <= line else None
    if best and not joined:
        return best
    first = 0
    for count, gap in enumerate(between, 1):
        first += lengths[count - 1]
        if first > line:
            break
        second = total - first - gap.blank
        if second <= line:
            cost = gap.cost + joined - gap.joined + _IMBALANCE * abs(first - second) / line
            if gap.blank and count in (1, words - 1):
                cost += _ONE_WORD_LINE
            if best is None or cost < best[1]:
                best = count, cost
        first += gap.blank
    return best
